import type { Sandbox } from '../../sandbox/index.ts';

/** An answer about a message with files. */
export interface Posted {
  status: number;
  body: {
    id: string;
    code?: number;
    errors?: unknown;
    attachments: { id: string; filename: string; url: string; description?: string }[];
  };
}

/** Sends a message body with files as a bot would; a name stands for a small text file. */
export async function postForm(
  sandbox: Sandbox,
  method: string,
  path: string,
  body: object,
  files: readonly (string | File)[],
): Promise<Posted> {
  const form = new FormData();
  form.set('payload_json', JSON.stringify(body));
  files.forEach((file, index) => {
    form.set(`files[${index}]`, typeof file === 'string' ? new File(['x'], file) : file);
  });
  const response = await fetch(`${sandbox.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${sandbox.token}` },
    body: form,
  });
  // What the server sends is what the tests look at, field by field.
  return { status: response.status, body: (await response.json()) as Posted['body'] };
}
