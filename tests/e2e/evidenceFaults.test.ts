import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { imageJudge } from '../../src/adapters/images/imageJudge.ts';
import { orders } from '../../src/ports/collections.ts';
import type { ImageJudge } from '../../src/ports/imageJudge.ts';
import { type Vault, VaultFull, VaultUnavailable } from '../../src/ports/vault.ts';
import { addOrder, settled } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { keptPictures, screenshot, startedOrder, storedWork, submit } from '../support/work.ts';

let desk: TestDesk;
/** What stands in for the vault's own calls, and for what fetches and judges images. */
let broken: Partial<Vault> = {};
let images: ImageJudge;
let orderId: string;
let rounds = 0;
beforeAll(async () => {
  desk = await startDesk({
    wrapVault: (vault) => ({
      put: (...put) => (broken.put ?? vault.put)(...put),
      get: (key) => (broken.get ?? vault.get)(key),
      delete: (key) => (broken.delete ?? vault.delete)(key),
      list: () => vault.list(),
    }),
    imageJudge: { judge: (link) => images.judge(link) },
  });
});
afterAll(() => desk.stop());
beforeEach(async () => {
  images = imageJudge({ hosts: [`127.0.0.1:${desk.sandbox.port}`] });
  rounds += 1;
  orderId = `FAULT-${rounds}`;
  await startedOrder(desk, orderId);
});
afterEach(() => {
  broken = {};
});

const submitOne = async () => (await submit(desk.mike, orderId, [await screenshot(rounds)])).text();

/** Submits and checks that nothing came of it, and that it can be done afterwards. */
async function refusedOnce(repair: () => void): Promise<string> {
  const before = await keptPictures(desk);
  const words = await submitOne();
  const { order, submissions, events } = await storedWork(desk, orderId);
  expect(order?.status).toBe('In Progress');
  expect(submissions).toEqual([]);
  expect(events).not.toContain('submitted');
  expect(await keptPictures(desk)).toBe(before);
  repair();
  expect(await submitOne()).toContain('is submitted');
  return words;
}

/** The id under which the log has it. */
function errorIdIn(words: string): string {
  const errorId = /`([0-9a-z]{5})`/.exec(words)?.[1] ?? 'none';
  expect(desk.logged.filter((line) => line.includes(`"errorId":"${errorId}"`))).toHaveLength(1);
  return errorId;
}

describe('the vault', () => {
  test('has no room left: nothing is submitted, and it says who can help', async () => {
    broken.put = () => Promise.reject(new VaultFull('there is no room left'));
    const words = await refusedOnce(() => {
      broken = {};
    });
    expect(words).toBe(
      `❌ There is no room to keep a picture\nNothing was submitted. Quote \`${errorIdIn(words)}\` to the server’s staff: whoever runs the bot has to make room.`,
    );
  });

  test('can’t be reached: not for submitting, and not for reviewing', async () => {
    const down = () => Promise.reject(new VaultUnavailable('it does not answer'));
    broken = { put: down };
    const words = await refusedOnce(() => {
      broken = {};
    });
    const said = (id: string) =>
      `❌ The pictures can’t be reached right now\nTry again in a few minutes; if it stays so, quote \`${id}\` to the server’s staff.`;
    expect(words).toBe(said(errorIdIn(words)));
    await desk.dana.slash('review', { order_id: orderId });
    broken = { get: down };
    const unseen = (await desk.dana.slash('review', { order_id: orderId })).text();
    expect(unseen).toBe(said(errorIdIn(unseen)));
    broken = {};
    expect((await desk.dana.slash('review', { order_id: orderId })).media).toHaveLength(1);
  });
});

describe('a link', () => {
  test('to a host that never answers is given up', async () => {
    const fault = desk.sandbox.faults.next(/^GET \/ephemeral-attachments\//, { kind: 'hang' });
    images = imageJudge({ hosts: [`127.0.0.1:${desk.sandbox.port}`], timeoutMs: 300 });
    const words = await refusedOnce(() => {
      images = imageJudge({ hosts: [`127.0.0.1:${desk.sandbox.port}`] });
    });
    expect(words).toBe('❌ Discord did not hand the picture over\nTry again in a moment.');
    await fault.spent;
  });

  test('to an address that is not Discord’s, such as one of this machine, is not followed', async () => {
    images = imageJudge({ hosts: ['cdn.discordapp.com', 'media.discordapp.net'] });
    let asked = 0;
    const answered = desk.sandbox.faults.next(/^GET \/ephemeral-attachments\//, {
      kind: 'status',
      status: 500,
    });
    void answered.spent.then(() => {
      asked += 1;
    });
    const words = await refusedOnce(() => {
      answered.cancel();
      images = imageJudge({ hosts: [`127.0.0.1:${desk.sandbox.port}`] });
    });
    expect(words).toBe('❌ The picture is not on Discord\nUpload it here instead of linking to it.');
    expect(asked).toBe(0);
  });
});

describe('the order', () => {
  test('is not started yet: handing it in is enough', async () => {
    const { mike } = desk;
    await addOrder(desk, { order_id: 'EARLY-1', booster: mike });
    const answer = await submit(mike, 'EARLY-1', [await screenshot(50)]);
    expect(answer.text()).toContain('✅ Your evidence for Order #EARLY-1 is submitted.');
    expect((await storedWork(desk, 'EARLY-1')).events).toEqual(['added', 'assigned', 'submitted']);
  });

  test('has no booster: it is nobody’s to hand in', async () => {
    await addOrder(desk, { order_id: 'FREE-1' });
    expect((await submit(desk.mike, 'FREE-1', [await screenshot(51)])).text()).toContain(
      '❌ Order ID not found',
    );
  });

  test('is disputed: nothing is taken until that is settled', async () => {
    const { orderly, guild, mike, dana } = desk;
    const path = orders.path(guild.id, orderId);
    const card = await mike.slash('trackorder', { order_id: orderId });
    const form = await mike.openForm(card, 'Submit evidence');
    const order = await orderly.store.get(path);
    if (order === undefined) throw new Error('There is no order');
    await orderly.store.transact(async (tx) => tx.put(path, { ...order, status: 'Disputed' }));
    const before = await keptPictures(desk);
    const words =
      '❌ Evidence can’t be submitted while the order is Disputed\nShow what you have with /dispute evidence; staff see it before they decide.';
    expect(await submitOne()).toBe(words);
    const sent = await settled(await form.submit({ Screenshots: await screenshot(52) }));
    expect(sent.text()).toBe(words);
    expect(await keptPictures(desk)).toBe(before);
    expect((await storedWork(desk, orderId)).submissions).toEqual([]);
    expect((await dana.slash('review', { order_id: orderId })).text()).toContain('❌ There is no evidence');
  });
});
