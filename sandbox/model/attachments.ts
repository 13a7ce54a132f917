import { createHmac } from 'node:crypto';
import { pictureSize } from './pictures.ts';
import type { Attachment } from './types.ts';
import type { World } from './world.ts';

/** How long a link to an attachment works. */
export const LINK_LIFETIME_MS = 24 * 60 * 60_000;
/** How large a file may be in a server that nobody boosts. */
export const UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;
const SECRET = 'the local Discord';

/** An attachment's bytes. */
export interface StoredFile {
  attachment: Attachment;
  bytes: Uint8Array;
  /** Set once its message is gone, or lost it: the links end then. */
  removed?: boolean;
}

/** What an attachment is made from. */
export interface FileToHost {
  name: string;
  /** The content type. */
  type: string;
  bytes: Uint8Array;
  description?: string | undefined;
  /** Whether it belongs to something that only one person sees, or to no message at all. */
  ephemeral?: boolean;
}

/** Makes the attachment that a file will be, with a signed link that expires. It isn't kept yet: see `keepFiles`. */
export function hostFile(world: World, channelId: string, file: FileToHost): Attachment {
  const id = world.newId();
  const filename = cleanName(file.name);
  const folder = file.ephemeral ? 'ephemeral-attachments' : 'attachments';
  const url = signedUrl(world, `/${folder}/${channelId}/${id}/${filename}`);
  return {
    id,
    filename,
    size: file.bytes.byteLength,
    url,
    proxy_url: url,
    content_type: file.type,
    ...(file.description ? { description: file.description } : {}),
    ...pictureSize(file.bytes),
    ...(file.ephemeral ? { ephemeral: true } : {}),
  };
}

/** Takes files into the attachment host, where their links find them. */
export function keepFiles(world: World, files: readonly StoredFile[]): void {
  for (const file of files) world.attachments.set(file.attachment.id, file);
}

/** Ends the links of attachments whose message is gone or lost them. */
export function removeFiles(world: World, attachments: readonly Attachment[]): void {
  for (const { id } of attachments) {
    const file = world.attachments.get(id);
    if (file) file.removed = true;
  }
}

/** A file's name as Discord keeps it. */
export function cleanName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '_');
}

/** The file behind a link that is signed and not expired. */
export function fileBehind(world: World, url: URL): StoredFile | undefined {
  const [, folder, , id] = url.pathname.split('/');
  const file = folder?.endsWith('attachments') ? world.attachments.get(id ?? '') : undefined;
  const { searchParams } = url;
  const query = `ex=${searchParams.get('ex')}&is=${searchParams.get('is')}`;
  const expiresMs = Number.parseInt(searchParams.get('ex') ?? '0', 16) * 1000;
  const valid = searchParams.get('hm') === sign(url.pathname, query) && world.clock.now() < expiresMs;
  return valid && !file?.removed ? file : undefined;
}

/** A value with all its links to attachments signed anew, as Discord does whenever it hands out a message. */
export function withFreshLinks<T>(world: World, value: T): T {
  const text = JSON.stringify(value);
  if (!text.includes('attachments/')) return value;
  const start = `${world.origin}/`.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const links = new RegExp(`${start}((?:ephemeral-)?attachments/[^"?\\s]+)\\?[^"\\s]*hm=[0-9a-f]+&`, 'g');
  // Only links were changed, so it is of the same shape.
  return JSON.parse(text.replaceAll(links, (_, path: string) => signedUrl(world, `/${path}`))) as T;
}

function signedUrl(world: World, path: string): string {
  const issued = Math.floor(world.clock.now() / 1000);
  const expires = issued + LINK_LIFETIME_MS / 1000;
  const query = `ex=${expires.toString(16)}&is=${issued.toString(16)}`;
  return `${world.origin}${path}?${query}&hm=${sign(path, query)}&`;
}

function sign(path: string, query: string): string {
  return createHmac('sha256', SECRET).update(`${path}?${query}`).digest('hex');
}
