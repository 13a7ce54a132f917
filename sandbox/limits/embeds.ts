import type { APIEmbed } from 'discord.js';
import type { Json } from '../model/types.ts';
import type { Form, Path } from './form.ts';

/** How many embeds a message holds. */
export const MAX_EMBEDS = 10;
/** How many characters all embeds of a message hold together. */
export const MAX_EMBED_CHARACTERS = 6000;
const MAX_FIELDS = 25;
const MAX_COLOR = 0xffffff;

/** Reads the embeds of a message as Discord does; `media` turns `attachment://name` into an address. */
export function readEmbeds(form: Form, value: unknown, media: (url: string) => string): APIEmbed[] {
  let characters = 0;
  const count = (text: string | undefined) => {
    characters += text?.length ?? 0;
    return text;
  };
  const embeds = form.list(value, ['embeds'], { max: MAX_EMBEDS }).map((entry, index) => {
    const path = ['embeds', index];
    const raw = form.object(entry, path);
    const embed: Json = { type: 'rich' };
    const set = (key: keyof APIEmbed, given: unknown) => {
      if (given !== undefined && given !== '') embed[key] = given;
    };
    set('title', count(form.text(raw.title, [...path, 'title'], { max: 256 })));
    set('description', count(form.text(raw.description, [...path, 'description'], { max: 4096 })));
    set('url', readUrl(form, raw.url, [...path, 'url'], ['http', 'https']));
    set('color', form.integer(raw.color, [...path, 'color'], { min: 0, max: MAX_COLOR }));
    set('timestamp', readTimestamp(form, raw.timestamp, [...path, 'timestamp']));
    set('fields', readFields(form, raw.fields, [...path, 'fields'], count));
    set('footer', readNamed(form, raw.footer, [...path, 'footer'], 'text', 2048, media, count));
    set('author', readNamed(form, raw.author, [...path, 'author'], 'name', 256, media, count));
    set('image', readPicture(form, raw.image, [...path, 'image'], media));
    set('thumbnail', readPicture(form, raw.thumbnail, [...path, 'thumbnail'], media));
    const shows = ['title', 'description', 'fields', 'footer', 'author', 'image', 'thumbnail'];
    if (!shows.some((key) => key in embed)) form.missing([...path, 'description']);
    // Each field was read above as its type says.
    return embed as APIEmbed;
  });
  if (characters > MAX_EMBED_CHARACTERS) {
    const message = `Embed size exceeds maximum size of ${MAX_EMBED_CHARACTERS}`;
    form.fail(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', message);
  }
  return embeds;
}

/** Reads an address whose scheme must be one of `schemes`. */
export function readUrl(
  form: Form,
  value: unknown,
  path: Path,
  schemes: readonly string[],
): string | undefined {
  const url = form.text(value, path, { max: 2048 });
  if (!url) return undefined;
  if (!URL.canParse(url)) {
    form.fail(path, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
  } else if (!schemes.includes(new URL(url).protocol.slice(0, -1))) {
    const list = schemes.map((scheme) => `'${scheme}'`).join(', ');
    form.fail(
      path,
      'URL_TYPE_INVALID_SCHEME',
      `Scheme "${new URL(url).protocol.slice(0, -1)}" must be one of (${list}).`,
    );
  }
  return url;
}

function readTimestamp(form: Form, value: unknown, path: Path): string | undefined {
  const text = form.text(value, path);
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    form.fail(path, 'DATE_TYPE_PARSE', `Could not parse ${text}. Should be ISO8601.`);
    return undefined;
  }
  return time.toISOString();
}

type Count = (text: string | undefined) => string | undefined;

function readFields(form: Form, value: unknown, path: Path, count: Count): Json[] | undefined {
  const fields = form.list(value, path, { max: MAX_FIELDS }).map((entry, index) => {
    const at = [...path, index];
    const raw = form.object(entry, at);
    const name = count(form.text(raw.name, [...at, 'name'], { min: 1, max: 256, required: true }));
    const text = count(form.text(raw.value, [...at, 'value'], { min: 1, max: 1024, required: true }));
    return { name: name ?? '', value: text ?? '', inline: raw.inline === true };
  });
  return fields.length ? fields : undefined;
}

/** The author and the footer: a text, and perhaps an icon and an address. */
function readNamed(
  form: Form,
  value: unknown,
  path: Path,
  key: 'text' | 'name',
  max: number,
  media: (url: string) => string,
  count: Count,
): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const raw = form.object(value, path);
  const named: Json = { [key]: count(form.text(raw[key], [...path, key], { max, required: true })) ?? '' };
  const icon = readUrl(form, raw.icon_url, [...path, 'icon_url'], ['http', 'https', 'attachment']);
  if (icon) named.icon_url = media(icon);
  const url = key === 'name' ? readUrl(form, raw.url, [...path, 'url'], ['http', 'https']) : undefined;
  if (url) named.url = url;
  return named;
}

function readPicture(
  form: Form,
  value: unknown,
  path: Path,
  media: (url: string) => string,
): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const raw = form.object(value, path);
  const url = readUrl(form, raw.url, [...path, 'url'], ['http', 'https', 'attachment']);
  if (!url) return undefined;
  return { url: media(url), proxy_url: media(url), width: 0, height: 0 };
}
