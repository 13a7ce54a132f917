import { COMPONENT, type Component, type Json, type Modal } from '../model/types.ts';
import { Form, type Path } from './form.ts';
import { failZeroMinimum, type Reading, readCustomId, SELECT_READERS, SELECTS } from './selects.ts';

const MAX_COMPONENTS = 5;
const MAX_FILES = 10;
/** The longest text that a text input takes. */
export const MAX_INPUT_TEXT = 4000;

const TOP_LEVEL = [COMPONENT.actionRow, COMPONENT.textDisplay, COMPONENT.label];
// Discord's radio groups and checkboxes are not modelled here.
const IN_LABEL: readonly number[] = [COMPONENT.textInput, ...SELECTS, COMPONENT.fileUpload];

/** Reads a form that a bot opens, as Discord does. Errors: 50035. */
export function readModal(data: Json): Modal {
  const form = new Form(['data']);
  const reading: Reading = {
    form,
    // Nothing in a form shows media.
    media: (url) => ({ id: '0', url, proxy_url: url, width: null, height: null }),
    customIds: new Set(),
    ids: 0,
    characters: 0,
  };
  const limits = { min: 1, max: 100, required: true };
  const modal: Modal = {
    custom_id: form.text(data.custom_id, ['custom_id'], limits) ?? '',
    title: form.text(data.title, ['title'], { ...limits, max: 45 }) ?? '',
    components: form
      .list(data.components, ['components'], { min: 1, max: MAX_COMPONENTS })
      .flatMap((entry, index) => readTop(reading, entry, ['components', index]) ?? []),
  };
  form.refuse();
  return modal;
}

function readTop(reading: Reading, value: unknown, path: Path): Component | undefined {
  const { form } = reading;
  const raw = form.object(value, path);
  const known = begin(reading, raw, path, TOP_LEVEL);
  if (!known) return undefined;
  if (known.type === COMPONENT.textDisplay) {
    const limits = { min: 1, max: MAX_INPUT_TEXT, required: true };
    return { ...known, content: form.text(raw.content, [...path, 'content'], limits) ?? '' };
  }
  if (known.type === COMPONENT.actionRow) {
    const at = [...path, 'components'];
    const inputs = form.list(raw.components, at, { min: 1, max: 5 }).flatMap((entry, index) => {
      const input = readInput(reading, entry, [...at, index], [COMPONENT.textInput]);
      // Only in a row a text input has its label itself.
      if (input?.label === undefined) form.missing([...at, index, 'label']);
      return input ?? [];
    });
    if (inputs.length > 1) {
      const message = 'The specified component exceeds the maximum width';
      form.fail(at, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message);
    }
    return { ...known, components: inputs };
  }
  const label = form.text(raw.label, [...path, 'label'], { min: 1, max: 45, required: true }) ?? '';
  const description = form.text(raw.description, [...path, 'description'], { max: 100 });
  const input = readInput(reading, raw.component, [...path, 'component'], IN_LABEL);
  return { ...known, label, ...(description ? { description } : {}), ...(input ? { component: input } : {}) };
}

function readInput(
  reading: Reading,
  value: unknown,
  path: Path,
  allowed: readonly number[],
): Component | undefined {
  const { form } = reading;
  const raw = form.object(value, path);
  const known = begin(reading, raw, path, allowed);
  if (!known) return undefined;
  const required = raw.required !== false;
  if (known.type === COMPONENT.textInput) {
    return { ...known, ...readTextInput(reading, raw, path), required };
  }
  // Without a word on it an input in a form is required, other than in a message.
  const explicit = { ...raw, required };
  const read = known.type === COMPONENT.fileUpload ? readFileUpload : SELECT_READERS[known.type];
  if (raw.disabled === true) {
    form.fail([...path, 'disabled'], 'COMPONENT_DISABLED_IN_MODAL', 'Modals cannot have disabled components');
  }
  return { ...known, ...read?.(reading, explicit, path), required };
}

/** The type and id of a component whose type is allowed there. */
function begin(
  reading: Reading,
  raw: Json,
  path: Path,
  allowed: readonly number[],
): Pick<Component, 'type' | 'id'> | undefined {
  const type = Number(raw.type);
  if (!allowed.includes(type)) {
    const message = `Value of field "type" must be one of (${allowed.join(', ')},).`;
    reading.form.fail([...path, 'type'], 'UNION_TYPE_CHOICES', message);
    return undefined;
  }
  reading.ids += 1;
  return { type, id: typeof raw.id === 'number' && raw.id > 0 ? raw.id : reading.ids };
}

function readTextInput(reading: Reading, raw: Json, path: Path): Partial<Component> {
  const { form } = reading;
  const style = form.choice(raw.style, [...path, 'style'], [1, 2]);
  if (raw.style === undefined) form.missing([...path, 'style']);
  const label = form.text(raw.label, [...path, 'label'], { min: 1, max: 45 });
  const placeholder = form.text(raw.placeholder, [...path, 'placeholder'], { max: 100 });
  const least = form.integer(raw.min_length, [...path, 'min_length'], { min: 0, max: MAX_INPUT_TEXT });
  const most = form.integer(raw.max_length, [...path, 'max_length'], { min: 1, max: MAX_INPUT_TEXT });
  const value = form.text(raw.value, [...path, 'value'], { max: most ?? MAX_INPUT_TEXT });
  if ((least ?? 0) > (most ?? MAX_INPUT_TEXT)) {
    form.fail([...path, 'min_length'], 'TEXT_INPUT_COMPONENT_LENGTH_RANGE', 'min_length exceeds max_length');
  }
  if (value !== undefined && value.length < (least ?? 0)) {
    form.fail([...path, 'value'], 'BASE_TYPE_MIN_LENGTH', `Must be ${least} or more in length.`);
  }
  return {
    custom_id: readCustomId(reading, raw, path),
    style: style ?? 1,
    ...(label ? { label } : {}),
    ...(placeholder ? { placeholder } : {}),
    ...(value ? { value } : {}),
    ...(least === undefined ? {} : { min_length: least }),
    ...(most === undefined ? {} : { max_length: most }),
  };
}

function readFileUpload(reading: Reading, raw: Json, path: Path): Partial<Component> {
  const { form } = reading;
  const least = form.integer(raw.min_values, [...path, 'min_values'], { min: 0, max: MAX_FILES }) ?? 1;
  const most = form.integer(raw.max_values, [...path, 'max_values'], { min: 1, max: MAX_FILES }) ?? 1;
  if (least > most) {
    form.fail([...path, 'min_values'], 'SELECT_COMPONENT_VALUES_RANGE', 'min_values exceeds max_values');
  }
  if (raw.required === true && least === 0) failZeroMinimum(form, path);
  return { custom_id: readCustomId(reading, raw, path), min_values: least, max_values: most };
}
