import type { APIEmbed } from 'discord.js';
import {
  type Attachment,
  type Component,
  type Json,
  MESSAGE_FLAG,
  type WireMessage,
} from '../model/types.ts';
import { readComponents } from './components.ts';
import { readEmbeds } from './embeds.ts';
import { refusal } from './errors.ts';
import { Form, isJson, type Path } from './form.ts';

/** How many characters a message's content holds. */
export const MAX_CONTENT = 2000;
const MAX_FILES = 10;
const MAX_NONCE = 25;

/** A file that came with a request; `index` is the n of `files[n]`. */
export interface UploadedFile {
  index: number;
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** A file and the attachment it will be. */
export interface HostedFile {
  attachment: Attachment;
  bytes: Uint8Array;
}

/** Who may be pinged, as `allowed_mentions` said. */
export interface AllowedMentions {
  parse: string[];
  users: string[];
  roles: string[];
}

/** A message body that passed every check. What the body left out is undefined. */
export interface Draft {
  content?: string;
  embeds?: APIEmbed[];
  components?: Component[];
  attachments?: Attachment[];
  files: HostedFile[];
  flags: number;
  allowedMentions?: AllowedMentions;
  nonce?: string | number;
  enforceNonce: boolean;
  replyTo?: string;
}

/** What reading a body needs to know about the request it came with. */
export interface DraftRequest {
  files: readonly UploadedFile[];
  /** Makes the attachment that a file will be, without keeping it yet. */
  host(file: UploadedFile, description: string | undefined): Attachment;
  /** The message that is being edited. */
  current?: WireMessage;
  /** The flags the sender may set. */
  allowedFlags: number;
  /** Where the message stands in the whole body, for the errors. */
  at?: Path;
}

/**
 * Reads a message that is to be posted or edited.
 * Errors: 50035 with everything that is wrong in it, 50006 if nothing would be shown.
 */
export function readDraft(body: Json, request: DraftRequest): Draft {
  const form = new Form(request.at);
  const { current } = request;
  const flags = (form.integer(body.flags, ['flags']) ?? 0) & request.allowedFlags;
  const v2 = ((current?.flags ?? 0) | flags) & MESSAGE_FLAG.componentsV2;
  const draft: Draft = { files: [], flags, enforceNonce: body.enforce_nonce === true };

  const listed = form.list(body.attachments, ['attachments'], { max: MAX_FILES });
  draft.files = request.files.map((file) => {
    const entry = listed.find(
      (candidate) => isJson(candidate) && String(candidate.id) === String(file.index),
    );
    const description = isJson(entry)
      ? form.text(entry.description, ['attachments', file.index, 'description'], { max: 1024 })
      : undefined;
    return { attachment: request.host(file, description), bytes: file.bytes };
  });
  const added = draft.files.map((file) => file.attachment);
  const media = (url: string) => {
    if (!url.startsWith('attachment://')) return url;
    const name = url.slice('attachment://'.length);
    const known = [...added, ...(current?.attachments ?? [])];
    return known.find((attachment) => attachment.filename === name)?.url ?? url;
  };
  if (body.attachments !== undefined || added.length) {
    const keepAll = body.attachments === undefined;
    const kept = (current?.attachments ?? []).filter(
      ({ id }) => keepAll || listed.some((entry) => isJson(entry) && String(entry.id) === id),
    );
    draft.attachments = [...kept, ...added];
    if (draft.attachments.length > MAX_FILES) {
      form.fail(['attachments'], 'BASE_TYPE_MAX_LENGTH', `Must be ${MAX_FILES} or fewer in length.`);
    }
  }

  if (body.content !== undefined) {
    draft.content = (form.text(body.content, ['content'], { max: MAX_CONTENT }) ?? '').trim();
  }
  if (body.embeds !== undefined) draft.embeds = readEmbeds(form, body.embeds, media);
  if (body.components !== undefined) {
    draft.components = readComponents(form, body.components, v2 !== 0, media);
  }
  for (const field of v2 ? (['content', 'embeds'] as const) : []) {
    if (draft[field]?.length) {
      const message = `The "${field}" field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
      form.fail([field], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', message);
    }
  }
  const allowed = readAllowedMentions(form, body.allowed_mentions);
  if (allowed) draft.allowedMentions = allowed;
  if (typeof body.nonce === 'number') draft.nonce = body.nonce;
  else if (body.nonce !== undefined && body.nonce !== null) {
    draft.nonce = form.text(body.nonce, ['nonce'], { max: MAX_NONCE }) ?? '';
  }
  if (isJson(body.message_reference)) {
    const replyTo = form.id(body.message_reference.message_id, ['message_reference', 'message_id']);
    if (replyTo) draft.replyTo = replyTo;
  }
  form.refuse();
  refuseEmpty(draft, current);
  return draft;
}

function refuseEmpty(draft: Draft, current: WireMessage | undefined): void {
  const shown = [
    draft.content ?? current?.content,
    draft.embeds ?? current?.embeds,
    draft.components ?? current?.components,
    draft.attachments ?? current?.attachments,
  ];
  if (!shown.some((part) => part?.length)) throw refusal('emptyMessage');
}

const MENTION_KINDS = ['users', 'roles', 'everyone'] as const;

function readAllowedMentions(form: Form, value: unknown): AllowedMentions | undefined {
  if (value === undefined || value === null) return undefined;
  const raw = form.object(value, ['allowed_mentions']);
  const parse = form
    .list(raw.parse, ['allowed_mentions', 'parse'])
    .flatMap((kind, index) => form.choice(kind, ['allowed_mentions', 'parse', index], MENTION_KINDS) ?? []);
  const ids = (key: 'users' | 'roles') => {
    const at = ['allowed_mentions', key];
    const list = form.list(raw[key], at, { max: 100 }).map(String);
    if (list.length && parse.includes(key)) {
      const message = `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`;
      form.fail(['allowed_mentions'], 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message);
    }
    return list;
  };
  return { parse, users: ids('users'), roles: ids('roles') };
}
