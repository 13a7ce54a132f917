import type { ChannelPlan } from '../model/guilds.ts';
import { CHANNEL, type Channel, type Guild, type Overwrite } from '../model/types.ts';
import { Form, isJson } from './form.ts';

const MAX_NAME = 100;
const MAX_TOPIC = 1024;

/** Reads the body that creates a guild channel. Errors: 50035. */
export function readChannelPlan(body: unknown, guild: Guild): ChannelPlan {
  const form = new Form();
  const raw = form.object(body, []);
  const type = form.choice(raw.type, ['type'], [CHANNEL.text, CHANNEL.category]) ?? CHANNEL.text;
  const name = form.text(raw.name, ['name'], { min: 1, max: MAX_NAME, required: true }) ?? '';
  const topic = form.text(raw.topic, ['topic'], { max: MAX_TOPIC });
  const parentId = readParent(form, raw.parent_id, guild);
  const overwrites = readOverwrites(form, raw.permission_overwrites, guild);
  form.refuse();
  return {
    name: type === CHANNEL.text ? textChannelName(name) : name,
    type,
    ...(topic === undefined ? {} : { topic }),
    ...(parentId ? { parentId } : {}),
    ...(overwrites ? { overwrites } : {}),
  };
}

/** Reads the body that edits a guild channel. Errors: 50035. */
export function readChannelEdit(body: unknown, channel: Channel, guild: Guild): Partial<Channel> {
  const form = new Form();
  const raw = form.object(body, []);
  const edit: Partial<Channel> = {};
  if (raw.name !== undefined) {
    const name = form.text(raw.name, ['name'], { min: 1, max: MAX_NAME, required: true }) ?? '';
    edit.name = channel.type === CHANNEL.text ? textChannelName(name) : name;
  }
  if (raw.topic !== undefined) edit.topic = form.text(raw.topic, ['topic'], { max: MAX_TOPIC }) ?? null;
  if (raw.parent_id !== undefined) edit.parent_id = readParent(form, raw.parent_id, guild) ?? null;
  const overwrites = readOverwrites(form, raw.permission_overwrites, guild);
  if (overwrites) edit.permission_overwrites = overwrites;
  const position = form.integer(raw.position, ['position'], { min: 0 });
  if (position !== undefined) edit.position = position;
  form.refuse();
  return edit;
}

function readParent(form: Form, value: unknown, guild: Guild): string | undefined {
  const id = form.id(value, ['parent_id']);
  if (id && guild.channels.get(id)?.type !== CHANNEL.category) {
    form.fail(['parent_id'], 'CHANNEL_PARENT_INVALID', 'Category does not exist');
  }
  return id;
}

function readOverwrites(form: Form, value: unknown, guild: Guild): Overwrite[] | undefined {
  if (value === undefined || value === null) return undefined;
  return form.list(value, ['permission_overwrites'], { max: 100 }).map((entry, index) => {
    const path = ['permission_overwrites', index];
    const raw = isJson(entry) ? entry : form.object(entry, path);
    const id = form.id(raw.id, [...path, 'id']) ?? '';
    // Without a type Discord looks whether the id is a role.
    const guessed = guild.roles.has(id) ? 0 : 1;
    const type = form.choice(raw.type, [...path, 'type'], [0, 1] as const) ?? guessed;
    return { id, type, allow: readBits(raw.allow), deny: readBits(raw.deny) };
  });
}

function readBits(value: unknown): string {
  const text = String(value ?? 0);
  return /^\d+$/.test(text) ? text : '0';
}

/** Text channel names are lower-case with dashes. */
function textChannelName(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, '-');
}
