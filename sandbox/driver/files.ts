import { hostFile, keepFiles, type StoredFile } from '../model/attachments.ts';
import type { Json } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { DriverError } from './errors.ts';

/** A file that a person uploads. */
export interface SandboxFile {
  name: string;
  bytes: Uint8Array;
  /** By default what the name's ending says: Discord doesn't look into files either. */
  contentType?: string;
  /** The alternative text. */
  description?: string;
}

/** How many files a person can put into one message. */
export const MAX_FILES = 10;

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  heic: 'image/heic',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  pdf: 'application/pdf',
  zip: 'application/zip',
};

/** A file to upload: `mike.slash('submitevidence', { screenshot: file('a.png', bytes) })`. */
export function file(
  name: string,
  bytes: Uint8Array | string,
  more: Pick<SandboxFile, 'contentType' | 'description'> = {},
): SandboxFile {
  return { name, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes, ...more };
}

/** Whether a value that a person gives is a file. */
export function isFile(value: unknown): value is SandboxFile {
  return typeof value === 'object' && value !== null && 'bytes' in value;
}

/** Uploads a file, to a channel or for an interaction. Errors: DriverError when it is too large. */
export function upload(
  world: World,
  folderId: string,
  { name, bytes, contentType, description }: SandboxFile,
  ephemeral = false,
): StoredFile {
  const limit = world.uploadLimitBytes;
  if (bytes.byteLength > limit) {
    throw new DriverError(`The file "${name}" is too large: ${bytes.byteLength} of at most ${limit} bytes.`);
  }
  const ending = name.toLowerCase().split('.').at(-1) ?? '';
  const type = contentType ?? TYPES[ending] ?? 'application/octet-stream';
  const attachment = hostFile(world, folderId, { name, type, bytes, description, ephemeral });
  const stored = { attachment, bytes };
  keepFiles(world, [stored]);
  return stored;
}

/** Uploads a file for an interaction, tells of it in `resolved`, and gives its id. Errors: as `upload`. */
export function uploadForInteraction(
  world: World,
  given: SandboxFile,
  resolved: Record<string, Json>,
): string {
  const { attachment } = upload(world, world.applicationId, given, true);
  resolved.attachments = { ...resolved.attachments, [attachment.id]: attachment };
  return attachment.id;
}
