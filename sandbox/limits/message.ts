import type { APIEmbed } from 'discord.js';
import { cleanName, type StoredFile } from '../model/attachments.ts';
import { type Attachment, type Component, type Json, MESSAGE_FLAG, type Message } from '../model/types.ts';
import { readComponents } from './components.ts';
import { readEmbeds } from './embeds.ts';
import { refusal } from './errors.ts';
import { Form, isJson, type Path } from './form.ts';
import type { Media } from './selects.ts';

/** How many characters a message's content holds. */
export const MAX_CONTENT = 2000;
const MAX_FILES = 10;
const MAX_NONCE = 25;
const REFERENCE = 'attachment://';
/** The id of media that isn't an attachment. */
const ELSEWHERE = '100000000000000000';

/** A file that came with a request; `index` is the n of `files[n]`. */
export interface UploadedFile {
  index: number;
  name: string;
  type: string;
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
  files: StoredFile[];
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
  current?: Message;
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
  const v2 = ((current?.wire.flags ?? 0) | flags) & MESSAGE_FLAG.componentsV2;
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
  if (body.attachments !== undefined || added.length) {
    const kept = keptAttachments(form, body, current?.attachments ?? [], request.files);
    draft.attachments = [...kept, ...added];
    if (draft.attachments.length > MAX_FILES) {
      form.fail(['attachments'], 'BASE_TYPE_MAX_LENGTH', `Must be ${MAX_FILES} or fewer in length.`);
    }
  }
  const known = draft.attachments ?? current?.attachments ?? [];

  if (body.content !== undefined) {
    draft.content = (form.text(body.content, ['content'], { max: MAX_CONTENT }) ?? '').trim();
  }
  if (body.embeds !== undefined) {
    draft.embeds = readEmbeds(form, body.embeds, (url) => attachmentNamed(known, url)?.url ?? url);
  }
  if (body.components !== undefined) {
    const media = (url: string, path: Path) => mediaOf(form, known, url, path);
    draft.components = readComponents(form, body.components, v2 !== 0, media);
  }
  for (const field of v2 ? (['content', 'embeds'] as const) : []) {
    // An edit to the new layout must say that what was there goes.
    if ((draft[field] ?? current?.wire[field])?.length) {
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

function refuseEmpty(draft: Draft, current: Message | undefined): void {
  const shown = [
    draft.content ?? current?.wire.content,
    draft.embeds ?? current?.wire.embeds,
    draft.components ?? current?.wire.components,
    draft.attachments ?? current?.attachments,
  ];
  if (!shown.some((part) => part?.length)) throw refusal('emptyMessage');
}

/** The attachments that an edit keeps: all, unless it lists which; a list may also change descriptions. */
function keptAttachments(
  form: Form,
  body: Json,
  current: readonly Attachment[],
  files: readonly UploadedFile[],
): Attachment[] {
  if (body.attachments === undefined) return [...current];
  return form.list(body.attachments, ['attachments']).flatMap((value, index) => {
    const entry = form.object(value, ['attachments', index]);
    const known = current.find(({ id }) => id === String(entry.id));
    if (!known) {
      if (!files.some((file) => String(file.index) === String(entry.id))) {
        form.fail(['attachments', index], 'ATTACHMENT_NOT_FOUND', 'Attachment data not found');
      }
      return [];
    }
    const description = form.text(entry.description, ['attachments', index, 'description'], { max: 1024 });
    return description === undefined ? known : { ...known, description };
  });
}

function attachmentNamed(known: readonly Attachment[], url: string): Attachment | undefined {
  if (!url.startsWith(REFERENCE)) return undefined;
  const name = cleanName(decodeURIComponent(url.slice(REFERENCE.length)));
  // A new file hides a kept one of the same name.
  return known.findLast(({ filename }) => filename === name);
}

/** What a component's address becomes. */
function mediaOf(form: Form, known: readonly Attachment[], url: string, path: Path): Media {
  const attachment = attachmentNamed(known, url);
  if (!attachment) {
    if (url.startsWith(REFERENCE)) {
      const message = `The referenced attachment ("${url}") was not found`;
      form.fail(path, 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', message);
    }
    return { id: ELSEWHERE, url, proxy_url: url, width: null, height: null };
  }
  const { id, proxy_url, width = null, height = null, content_type, filename, size } = attachment;
  const shown = { id, url: attachment.url, proxy_url, width, height, content_type };
  return { ...shown, attachment_id: id, name: filename, size };
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
