import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { previewPayout, readEvidence, viewImage, viewSighting } from '../../src/app/evidence.ts';
import type { Sighting, Submission } from '../../src/domain/evidence.ts';
import type { Order } from '../../src/domain/order.ts';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { orders, submissions } from '../../src/ports/collections.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { type EvidencePlace, evidencePlace } from '../support/evidenceDesk.ts';
import { type PlayedOrders, rick } from '../support/playedOrders.ts';

let place: EvidencePlace;
let desk: EvidencePlace['desk'];
let play: PlayedOrders;
beforeEach(async () => {
  place = await evidencePlace();
  ({ desk, play } = place);
});
afterEach(() => place.dispose());

const asMike: Actor = { ...mike, managesServer: false, roleIds: [] };
const asMia: Actor = { ...mia, managesServer: false, roleIds: [] };
const asStaff: Actor = { ...dana, managesServer: true, roleIds: [] };

async function orderOf(id: string): Promise<Order> {
  const order = await desk.store.get(orders.path(guildId, id));
  if (order === undefined) throw new Error(`There is no order ${id}`);
  return order;
}

async function submissionOf(id: string): Promise<Submission> {
  const submission = await desk.store.get(
    submissions.path(guildId, id, (await orderOf(id)).submissionId ?? ''),
  );
  if (submission === undefined) throw new Error(`There is no evidence for ${id}`);
  return submission;
}

/** The evidence of an order whose first picture was seen in others, the best first. */
async function seenIn(id: string, ...others: { orderKey: string; vaultKey: string }[]) {
  const [order, submission] = [await orderOf(id), await submissionOf(id)];
  const match: Sighting['match'] = { kind: 'near', percent: 95 };
  const [first, ...rest] = submission.images;
  if (first === undefined) throw new Error('There is no picture');
  const sightings = others.map((other) => ({ match, submissionId: '1', ...other }));
  const image = { ...first, sightings };
  return { order, submission: { ...submission, images: [image, ...rest] }, image };
}

describe('a picture for its reader', () => {
  test('comes from the vault, whichever is asked for within what there is', async () => {
    await play.add('A', at(0), { worker: mike });
    const keys = await play.submit('A', at(10), 3);
    const review = { order: await orderOf('A'), submission: await submissionOf('A') };
    for (const [wanted, position] of [
      [0, 0],
      [2, 2],
      [9, 2],
      [-1, 0],
    ] as const) {
      const view = await viewImage(desk, asStaff, review, wanted);
      expect(view).toMatchObject({ position, sightings: [] });
      expect(Buffer.from(view.bytes ?? []).toString()).toBe(keys[position]);
    }
  });

  test('is missing when it was deleted', async () => {
    await play.add('A', at(0), { worker: mike });
    for (const key of await play.submit('A', at(10))) await desk.vault.delete(key);
    const review = { order: await orderOf('A'), submission: await submissionOf('A') };
    expect((await viewImage(desk, asStaff, review, 0)).bytes).toBeUndefined();
  });

  test('names the orders that it was seen in to those who may see them, three at most', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.add('THEIRS', at(0), { customer: rick });
    const theirs = { orderKey: 'THEIRS', vaultKey: 'none/none' };
    const review = await seenIn('A', theirs, theirs, theirs, theirs);
    const seen = async (by: Actor) =>
      (await viewImage(desk, by, review, 0)).sightings.map(({ order }) => order?.orderId);
    expect(await seen(asStaff)).toEqual(['THEIRS', 'THEIRS', 'THEIRS']);
    expect(await seen(asMike)).toEqual([undefined, undefined, undefined]);
  });

  test('has the other picture beside it only for those who may see that order’s evidence', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.add('MIAS', at(0), { worker: rick, customer: mia });
    const [other = ''] = await play.submit('MIAS', at(5), 1, rick);
    const { image } = await seenIn('A', { orderKey: 'MIAS', vaultKey: other });
    const shown = await viewSighting(desk, asStaff, guildId, image);
    expect(shown?.order.orderId).toBe('MIAS');
    expect(Buffer.from(shown?.bytes ?? []).toString()).toBe(other);
    // Neither a stranger to that order nor its customer.
    expect(await viewSighting(desk, asMike, guildId, image)).toBeUndefined();
    expect(await viewSighting(desk, asMia, guildId, image)).toBeUndefined();
    await desk.vault.delete(other);
    expect(await viewSighting(desk, asStaff, guildId, image)).toMatchObject({ bytes: undefined });
  });
});

describe('evidence after the fact', () => {
  beforeEach(async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.reject('A', at(20), 'Too dark');
    await play.submit('A', at(30));
  });

  const read = (by: Actor, number = 0, orderKey = 'A') =>
    readEvidence(desk, { by, guildId, orderKey, number });

  test('is read the newest first, each with its verdict', async () => {
    for (const by of [asStaff, asMike]) {
      expect(await read(by)).toMatchObject({
        value: { number: 0, hasEarlier: true, submission: { verdict: 'pending', at: at(30) } },
      });
      expect(await read(by, 1)).toMatchObject({
        value: { number: 1, hasEarlier: false, submission: { verdict: 'rejected', reason: 'Too dark' } },
      });
      expect(await read(by, 2)).toMatchObject({ refusal: { code: 'no-evidence' } });
    }
  });

  test('is not for customers and strangers, who learn nothing of it', async () => {
    const stranger = { ...rick, managesServer: false, roleIds: [] };
    for (const result of [await read(asMia), await read(stranger), await read(asStaff, 0, 'NONE')])
      expect(result).toEqual({ ok: false, refusal: { code: 'order-not-found' } });
  });
});

describe('what an approval would pay', () => {
  test('is what it then pays, on top of what the worker has', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.approve('A', at(20));
    await play.add('B', at(0), { worker: mike, payoutPolicy: marketplacePayoutPolicy });
    expect(await previewPayout(desk, await orderOf('B'))).toEqual({
      workerMinor: 16_000,
      platformMinor: 3_400,
      taxMinor: 600,
      walletBeforeMinor: 20_000,
      currency: 'USD',
    });
  });

  test('is of what is held, whatever the price was, and of the tax in it', async () => {
    await play.add('B', at(0), { worker: mike, payoutPolicy: marketplacePayoutPolicy });
    const partlyRefunded = { ...(await orderOf('B')), heldMinor: 15_000, taxIncludedMinor: 5_000 };
    expect(await previewPayout(desk, partlyRefunded)).toMatchObject({
      workerMinor: 8_000,
      platformMinor: 1_700,
      taxMinor: 5_300,
    });
  });

  test('is the platform’s where nobody works', async () => {
    await play.add('A', at(0));
    expect(await previewPayout(desk, await orderOf('A'))).toMatchObject({
      workerMinor: 0,
      platformMinor: 20_000,
      walletBeforeMinor: 0,
    });
  });
});
