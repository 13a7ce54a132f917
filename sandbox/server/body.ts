import type { IncomingMessage } from 'node:http';
import { refusal } from '../limits/errors.ts';
import type { UploadedFile } from '../limits/message.ts';

/** The most bytes a request may bring, as Discord limits it for bots in ordinary servers (with some room for the form). */
const MAX_REQUEST_BYTES = 26 * 1024 * 1024;

/** A request's body: the JSON in it, and the files. */
export interface RequestBody {
  json: unknown;
  files: UploadedFile[];
}

const NOTHING: RequestBody = { json: undefined, files: [] };

/** Reads a JSON or multipart body. Errors: 50109 for broken JSON, 40005 for too many bytes. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) throw refusal('tooLarge');
  }
  if (size === 0) return NOTHING;
  const raw = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(raw, type);
  return { json: parse(raw.toString('utf8')), files: [] };
}

async function readForm(raw: Buffer<ArrayBuffer>, type: string): Promise<RequestBody> {
  const form = await new Response(raw, { headers: { 'content-type': type } }).formData();
  const files: UploadedFile[] = [];
  let json: unknown;
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      if (name === 'payload_json') json = parse(value);
      continue;
    }
    const index = Number(/^files\[(\d+)\]$/.exec(name)?.[1] ?? files.length);
    const bytes = new Uint8Array(await value.arrayBuffer());
    files.push({ index, name: value.name, type: value.type || 'application/octet-stream', bytes });
  }
  return { json: json ?? {}, files };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('invalidJson');
  }
}
