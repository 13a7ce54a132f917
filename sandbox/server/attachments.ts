import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { UploadedFile } from '../limits/message.ts';
import type { Attachment } from '../model/types.ts';
import type { World } from '../model/world.ts';

/** How long a link to an attachment works. */
export const LINK_LIFETIME_MS = 24 * 60 * 60_000;
const SECRET = 'the local Discord';

/** Makes the attachment that a file will be, with a signed link that expires. */
export function hostFile(
  world: World,
  channelId: string,
  file: UploadedFile,
  description: string | undefined,
  ephemeral = false,
): Attachment {
  const id = world.newId();
  const filename = file.name.replaceAll(/[^\w.-]+/g, '_');
  const folder = ephemeral ? 'ephemeral-attachments' : 'attachments';
  const path = `/${folder}/${channelId}/${id}/${filename}`;
  const issued = Math.floor(world.clock.now() / 1000);
  const expires = issued + LINK_LIFETIME_MS / 1000;
  const query = `ex=${expires.toString(16)}&is=${issued.toString(16)}`;
  const url = `${world.origin}${path}?${query}&hm=${sign(path, query)}&`;
  return {
    id,
    filename,
    size: file.bytes.byteLength,
    url,
    proxy_url: url,
    content_type: file.type,
    ...(description ? { description } : {}),
    ...pictureSize(file.bytes),
    ...(ephemeral ? { ephemeral: true } : {}),
  };
}

/** Serves an attachment's bytes to whoever holds a link that is signed and not expired. */
export function serveAttachment(world: World, url: URL, response: ServerResponse): void {
  const [, folder, , id] = url.pathname.split('/');
  const file = folder?.endsWith('attachments') ? world.attachments.get(id ?? '') : undefined;
  const { searchParams } = url;
  const query = `ex=${searchParams.get('ex')}&is=${searchParams.get('is')}`;
  const expiresMs = Number.parseInt(searchParams.get('ex') ?? '0', 16) * 1000;
  const valid = searchParams.get('hm') === sign(url.pathname, query) && world.clock.now() < expiresMs;
  if (!file || !valid) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('This content is no longer available.');
    return;
  }
  const { content_type: type, size } = file.attachment;
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': size }).end(file.bytes);
}

function sign(path: string, query: string): string {
  return createHmac('sha256', SECRET).update(`${path}?${query}`).digest('hex');
}

/** The width and height that a PNG states; nothing for other files. */
function pictureSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 24 || view.getUint32(0) !== 0x89504e47) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
