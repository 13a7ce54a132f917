import { COMPONENT, type Component, type Json } from '../model/types.ts';
import { readUrl } from './embeds.ts';
import type { Form, Path } from './form.ts';
import {
  type Media,
  type Reader,
  type Reading,
  readCustomId,
  readEmoji,
  SELECT_READERS,
  SELECTS,
} from './selects.ts';

const MAX_ROWS = 5;
const MAX_COMPONENTS_V2 = 40;
const MAX_TEXT_V2 = 4000;
const BUTTONS_IN_A_ROW = 5;
const LINK_STYLE = 5;
const PREMIUM_STYLE = 6;

const LAYOUT: readonly number[] = [
  COMPONENT.actionRow,
  COMPONENT.section,
  COMPONENT.textDisplay,
  COMPONENT.mediaGallery,
  COMPONENT.file,
  COMPONENT.separator,
];
const TOP_LEVEL_CLASSIC: readonly number[] = [COMPONENT.actionRow];
const TOP_LEVEL_V2: readonly number[] = [...LAYOUT, COMPONENT.container];

/** Reads a message's components as Discord does: classic action rows, or with `v2` the newer layout. */
export function readComponents(
  form: Form,
  value: unknown,
  v2: boolean,
  media: Reading['media'],
): Component[] {
  const reading: Reading = { form, media, customIds: new Set(), ids: 0, characters: 0 };
  const limit = v2 ? MAX_COMPONENTS_V2 : MAX_ROWS;
  const allowed = v2 ? TOP_LEVEL_V2 : TOP_LEVEL_CLASSIC;
  const components = readChildren(reading, value, ['components'], allowed, { max: limit });
  if (v2 && reading.ids > MAX_COMPONENTS_V2) {
    const message = `The total number of components must be ${MAX_COMPONENTS_V2} or fewer.`;
    form.fail(['components'], 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', message);
  }
  if (reading.characters > MAX_TEXT_V2) {
    const message = `Total displayable text must be ${MAX_TEXT_V2} or fewer in length.`;
    form.fail(['components'], 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', message);
  }
  return components;
}

function readChildren(
  reading: Reading,
  value: unknown,
  path: Path,
  allowed: readonly number[],
  limits: { min?: number; max?: number },
): Component[] {
  return reading.form
    .list(value, path, limits)
    .flatMap((entry, index) => readOne(reading, entry, [...path, index], allowed) ?? []);
}

function readOne(
  reading: Reading,
  value: unknown,
  path: Path,
  allowed: readonly number[],
): Component | undefined {
  const raw = reading.form.object(value, path);
  const type = Number(raw.type);
  const read = READERS[type];
  if (!read || !allowed.includes(type)) {
    const message = `Value of field "type" must be one of (${allowed.join(', ')},).`;
    reading.form.fail([...path, 'type'], 'UNION_TYPE_CHOICES', message);
    return undefined;
  }
  reading.ids += 1;
  const id = typeof raw.id === 'number' && raw.id > 0 ? raw.id : reading.ids;
  return { type, id, ...read(reading, raw, path) };
}

const READERS: Readonly<Record<number, Reader>> = {
  [COMPONENT.actionRow]: readRow,
  [COMPONENT.button]: readButton,
  ...SELECT_READERS,
  [COMPONENT.section]: (reading, raw, path) => {
    const limits = { min: 1, max: 3 };
    const texts = readChildren(
      reading,
      raw.components,
      [...path, 'components'],
      [COMPONENT.textDisplay],
      limits,
    );
    const kinds = [COMPONENT.button, COMPONENT.thumbnail];
    const accessory = readOne(reading, raw.accessory, [...path, 'accessory'], kinds);
    return { components: texts, ...(accessory ? { accessory } : {}) };
  },
  [COMPONENT.textDisplay]: (reading, raw, path) => {
    const limits = { min: 1, max: MAX_TEXT_V2, required: true };
    const content = reading.form.text(raw.content, [...path, 'content'], limits) ?? '';
    reading.characters += content.length;
    return { content };
  },
  [COMPONENT.thumbnail]: readPicture,
  [COMPONENT.mediaGallery]: (reading, raw, path) => ({
    items: reading.form
      .list(raw.items, [...path, 'items'], { min: 1, max: 10 })
      .map((entry, index) =>
        readPicture(reading, reading.form.object(entry, [...path, 'items', index]), [
          ...path,
          'items',
          index,
        ]),
      ),
  }),
  [COMPONENT.file]: (reading, raw, path) => {
    const { name, size, ...file } = readMedia(reading, raw.file, [...path, 'file'], ['attachment']);
    return { file, name: name ?? null, size: size ?? null, spoiler: raw.spoiler === true };
  },
  [COMPONENT.separator]: (reading, raw, path) => ({
    divider: raw.divider !== false,
    spacing: reading.form.choice(raw.spacing, [...path, 'spacing'], [1, 2]) ?? 1,
  }),
  [COMPONENT.container]: (reading, raw, path) => ({
    accent_color:
      reading.form.integer(raw.accent_color, [...path, 'accent_color'], { min: 0, max: 0xffffff }) ?? null,
    spoiler: raw.spoiler === true,
    components: readChildren(reading, raw.components, [...path, 'components'], LAYOUT, { min: 1, max: 40 }),
  }),
};

function readRow(reading: Reading, raw: Json, path: Path): Partial<Component> {
  const at = [...path, 'components'];
  const limits = { min: 1, max: BUTTONS_IN_A_ROW };
  const components = readChildren(reading, raw.components, at, [COMPONENT.button, ...SELECTS], limits);
  // A select is as wide as five buttons.
  if (components.length > 1 && components.some((component) => SELECTS.includes(component.type))) {
    const message = 'The specified component exceeds the maximum width';
    reading.form.fail(at, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message);
  }
  return { components };
}

function readButton(reading: Reading, raw: Json, path: Path): Partial<Component> & Json {
  const { form } = reading;
  const style = form.choice(raw.style, [...path, 'style'], [1, 2, 3, 4, 5, 6]);
  if (raw.style === undefined) form.missing([...path, 'style']);
  const label = form.text(raw.label, [...path, 'label'], { max: 80 });
  const emoji = readEmoji(form, raw.emoji, [...path, 'emoji']);
  const button: Partial<Component> & Json = { style: style ?? 1, disabled: raw.disabled === true };
  if (label) button.label = label;
  if (emoji) button.emoji = emoji;
  if (style === PREMIUM_STYLE) return { ...button, sku_id: String(raw.sku_id) };
  if (!label && !emoji) {
    form.fail(path, 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A button needs a label or an emoji');
  }
  if (style === LINK_STYLE) {
    if (raw.custom_id) {
      const message = 'A custom id and url cannot both be specified';
      form.fail(path, 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', message);
    }
    const url = readUrl(form, raw.url, [...path, 'url'], ['http', 'https', 'discord']);
    if (url) button.url = url;
    else form.missing([...path, 'url']);
    return button;
  }
  if (raw.url) {
    const message = 'A custom id and url cannot both be specified';
    form.fail(path, 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', message);
  }
  return { ...button, custom_id: readCustomId(reading, raw, path) };
}

function readPicture(reading: Reading, raw: Json, path: Path) {
  const description = reading.form.text(raw.description, [...path, 'description'], { max: 1024 }) ?? null;
  const media = readMedia(reading, raw.media, [...path, 'media'], ['http', 'https', 'attachment']);
  const { name: _name, size: _size, ...shown } = media;
  return { media: shown, description, spoiler: raw.spoiler === true };
}

function readMedia(reading: Reading, value: unknown, path: Path, schemes: readonly string[]): Media {
  const raw = reading.form.object(value, path);
  const url = readUrl(reading.form, raw.url, [...path, 'url'], schemes);
  if (!url) reading.form.missing([...path, 'url']);
  return reading.media(url ?? '', [...path, 'url']);
}
