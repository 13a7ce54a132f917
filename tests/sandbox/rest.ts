import type { Sandbox } from '../../sandbox/index.ts';

/** A REST answer; `body` is undefined for 204. */
export interface RestAnswer {
  status: number;
  // What the server sends is what the tests look at, field by field.
  body: { code?: number; message?: string; errors?: unknown; id?: string } & Record<string, unknown>;
}

/** Sends a request as a bot would, without a client library. */
export async function rest(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bot ${sandbox.token}` },
): Promise<RestAnswer> {
  const response = await fetch(`${sandbox.apiUrl}/v10${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {} };
}
