import { isJson } from '../limits/form.ts';
import type { UploadedFile } from '../limits/message.ts';
import type { Json } from '../model/types.ts';
import type { World } from '../model/world.ts';

/** A request, as the routes see it. */
export interface Call {
  world: World;
  /** What stood for `:name` in the route. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The parsed JSON body, or `payload_json` of a multipart one. */
  body: unknown;
  files: readonly UploadedFile[];
}

/** An answer: a JSON body, or none (204). */
export interface Answer {
  status: number;
  body?: unknown;
}

/** Answers one kind of request; throws DiscordError to refuse. */
export type Handler = (call: Call) => Answer;

/** Handlers by `METHOD /path/:param`, below `/api/v10`. */
export type Routes = Readonly<Record<string, Handler>>;

/** 200 with a body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** 204, which has no body. */
export const NO_CONTENT: Answer = { status: 204 };

/** The value of a route parameter. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/** The body as an object; anything else reads as an empty one. */
export function bodyOf(call: Call): Json {
  return isJson(call.body) ? call.body : {};
}
