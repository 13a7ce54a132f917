import { z } from 'zod';
import type { FromPage } from '../protocol.ts';

const id = z.string().regex(/^\d{1,20}$/);
const given = z.union([
  z.string().max(6000),
  z.number(),
  z.boolean(),
  z.object({ kind: z.enum(['user', 'role', 'channel']), id }),
  z.object({ kind: z.literal('file'), id: z.string().max(40) }),
]);
const options = z.record(z.string(), given);
const command = z.string().min(1).max(100);
const customId = z.string().min(1).max(100);
const times = z.number().int().min(0).max(100);

const fault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('direct messages'), person: id, open: z.boolean() }),
  z.object({ kind: z.literal('slow'), byMs: z.number().int().min(0).max(60_000) }),
  z.object({ kind: z.literal('rate limit'), times }),
  z.object({ kind: z.literal('fail'), times }),
  z.object({ kind: z.literal('drop') }),
  z.object({ kind: z.literal('kill') }),
  z.object({ kind: z.literal('start') }),
]);

const deed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('be'), person: id }),
  z.object({ kind: z.literal('open'), channel: id }),
  z.object({ kind: z.literal('slash'), channel: id, command, options }),
  z.object({ kind: z.literal('suggest'), channel: id, command, options, focused: z.string() }),
  z.object({ kind: z.literal('press'), channel: id, message: id, customId }),
  z.object({ kind: z.literal('choose'), channel: id, message: id, customId, values: z.array(given).max(25) }),
  z.object({
    kind: z.literal('submit'),
    form: z.string(),
    values: z.record(z.string(), z.array(given).max(25)),
  }),
  z.object({
    kind: z.literal('say'),
    channel: id,
    content: z.string().max(10_000),
    files: z.array(z.string()).max(20),
  }),
  z.object({ kind: z.literal('use on message'), channel: id, message: id, command }),
  z.object({ kind: z.literal('use on person'), channel: id, person: id, command }),
  z.object({ kind: z.literal('dismiss'), channel: id, message: id }),
  z.object({ kind: z.literal('watch traffic'), on: z.boolean() }),
  z.object({ kind: z.literal('fault'), fault }),
]);

const fromPage = z.object({ number: z.number().int(), deed });

/** What the page sent, checked; undefined when it is nothing that the page sends. */
export function readDeed(text: string): FromPage | undefined {
  try {
    return fromPage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
