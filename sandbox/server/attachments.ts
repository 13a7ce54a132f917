import type { ServerResponse } from 'node:http';
import { refusal } from '../limits/errors.ts';
import type { UploadedFile } from '../limits/message.ts';
import { fileBehind, hostFile } from '../model/attachments.ts';
import type { Attachment } from '../model/types.ts';
import type { World } from '../model/world.ts';

/** Makes attachments of the files that come with a message to a channel. Errors: 40005 for one too large. */
export function hostIn(
  world: World,
  channelId: string,
  ephemeral = false,
): (file: UploadedFile, description: string | undefined) => Attachment {
  return (file, description) => {
    if (file.bytes.byteLength > world.uploadLimitBytes) throw refusal('tooLarge');
    return hostFile(world, channelId, { ...file, description, ephemeral });
  };
}

/** Serves an attachment's bytes to whoever holds a link that is signed and not expired. */
export function serveAttachment(world: World, url: URL, response: ServerResponse): void {
  const file = fileBehind(world, url);
  if (!file) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('This content is no longer available.');
    return;
  }
  const { content_type: type, size } = file.attachment;
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': size }).end(file.bytes);
}
