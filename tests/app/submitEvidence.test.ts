import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EvidenceDesk } from '../../src/app/desk.ts';
import { removeOrphans } from '../../src/app/removeOrphans.ts';
import { type SubmitRequest, submitEvidence } from '../../src/app/submitEvidence.ts';
import type { Occasion, Order } from '../../src/domain/order.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import {
  guilds,
  imageHashes,
  orderEvents,
  orders,
  outbox,
  submissions,
} from '../../src/ports/collections.ts';
import { Unavailable } from '../../src/ports/store.ts';
import { VaultFull } from '../../src/ports/vault.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { type EvidencePlace, evidencePlace } from '../support/evidenceDesk.ts';
import { photo } from '../support/imageFiles.ts';

let picture: Buffer;
let tooSmall: Buffer;
beforeAll(async () => {
  picture = await photo(1280, 720).png().toBuffer();
  tooSmall = await photo(799, 600).png().toBuffer();
});

let place: EvidencePlace;
let desk: EvidencePlace['desk'];
beforeEach(async () => {
  place = await evidencePlace();
  desk = place.desk;
  await place.play.add('A', at(0), { worker: mike });
});
afterEach(() => place.dispose());

const heldByStaff = (order: Order, occasion: Occasion) => updateOrder(order, { status: 'On Hold' }, occasion);
const asMike = { ...mike, managesServer: false, roleIds: [] };

function submit(overrides: Partial<SubmitRequest> = {}, over: Partial<EvidenceDesk> = {}) {
  return submitEvidence(
    { ...desk, ...over },
    {
      operationId: '900',
      by: asMike,
      guildId,
      orderKey: 'A',
      images: [place.attach(picture)],
      notes: '',
      ...overrides,
    },
  );
}

const codeOf = (result: Awaited<ReturnType<typeof submit>>) => (result.ok ? 'ok' : result.refusal.code);
const order = () => desk.store.get(orders.path(guildId, 'A'));
const submission = (id = '900') => desk.store.get(submissions.path(guildId, 'A', id));
const count = async (from: 'events' | 'notices') =>
  from === 'events'
    ? desk.store.count({
        from: orderEvents,
        parent: orderEvents.parent(guildId, 'A'),
        orderBy: { field: 'sequence', direction: 'ascending' },
      })
    : desk.store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } });

/** Nothing of a submission may be anywhere: not in the vault, nor in the store, and nobody was told. */
async function expectNothingHappened(status = 'Assigned') {
  expect(await place.kept()).toEqual([]);
  expect(await submission()).toBeUndefined();
  expect(await desk.store.get(imageHashes.path(guildId, 'A.900.0'))).toBeUndefined();
  expect(await order()).toMatchObject({ status });
  expect((await order())?.submissionId).toBeUndefined();
  expect(place.announced).toEqual([]);
}

describe('evidence that is taken', () => {
  test('is in the vault, with the order, its event, its notice and its hashes in one commit', async () => {
    const [events, notices] = [await count('events'), await count('notices')];
    const result = await submit({
      images: [place.attach(picture), place.attach(picture)],
      notes: ' Won it\u202e ',
    });
    if (!result.ok) throw new Error(result.refusal.code);
    expect(result.value.order).toMatchObject({
      status: 'Evidence Submitted',
      submissionId: '900',
      submittedAt: at(600),
    });
    expect(await order()).toEqual(result.value.order);
    const stored = await submission();
    expect(stored).toMatchObject({
      workerId: mike.userId,
      workerUsername: 'mike',
      at: at(600),
      notes: 'Won it',
      verdict: 'pending',
    });
    const keys = (await place.kept()).map(({ key }) => key);
    expect(stored?.images.map((image) => image.vaultKey).toSorted()).toEqual(keys.toSorted());
    expect(keys).toHaveLength(2);
    for (const image of stored?.images ?? []) {
      expect(image).toMatchObject({ width: 1280, height: 720, format: 'png', sightings: [] });
      expect(image.sha256).toBe(createHash('sha256').update(picture).digest('hex'));
      const bytes = await desk.vault.get(image.vaultKey);
      expect(bytes?.length).toBe(image.bytes);
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 1280, height: 720 });
    }
    expect(await desk.store.get(imageHashes.path(guildId, 'A.900.1'))).toMatchObject({ position: 1 });
    expect([await count('events'), await count('notices')]).toEqual([events + 1, notices + 1]);
    expect(place.announced).toHaveLength(1);
  });

  test('delivered twice is taken once, and nothing is left over', async () => {
    await submit();
    const once = { order: await order(), submission: await submission(), kept: await place.kept() };
    const again = await submit();
    expect(again).toMatchObject({ ok: true, value: { before: undefined } });
    expect({ order: await order(), submission: await submission(), kept: await place.kept() }).toEqual(once);
  });

  test('delivered twice at the same moment is taken once, with its picture', async () => {
    const results = await Promise.all([submit(), submit(), submit()]);
    expect(results.map(codeOf)).toEqual(['ok', 'ok', 'ok']);
    const stored = await submission();
    expect((await place.kept()).map(({ key }) => key)).toEqual(stored?.images.map((image) => image.vaultKey));
  });

  test('keeps its picture when the store tries the commit a second time though it had been made', async () => {
    desk.store.nextTransaction(async (call) => {
      await call();
      return call();
    });
    expect(codeOf(await submit())).toBe('ok');
    const stored = await submission();
    expect((await place.kept()).map(({ key }) => key)).toEqual(stored?.images.map((image) => image.vaultKey));
    expect(await place.kept()).toHaveLength(1);
  });

  test('says where each picture was seen before, byte for byte or to the eye', async () => {
    await submit();
    await place.play.reject('A', at(700), 'Too dark');
    const brighter = await sharp(picture).modulate({ brightness: 1.02 }).jpeg().toBuffer();
    const result = await submit({
      operationId: '901',
      images: [place.attach(picture), place.attach(brighter)],
    });
    expect(codeOf(result)).toBe('ok');
    const first = (await submission())?.images[0]?.vaultKey;
    const seen = (await submission('901'))?.images.map((image) => image.sightings);
    expect(seen?.[0]).toEqual([
      { match: { kind: 'exact' }, orderKey: 'A', submissionId: '900', vaultKey: first },
    ]);
    expect(seen?.[1]).toMatchObject([{ match: { kind: 'near' }, submissionId: '900' }]);
    // What was submitted before stays, with its verdict.
    expect(await submission()).toMatchObject({ verdict: 'rejected', reason: 'Too dark' });
  });
});

describe('evidence that is refused keeps nothing', () => {
  test.each<[string, () => Partial<SubmitRequest>, string]>([
    ['an order that is not there', () => ({ orderKey: 'NONE' }), 'order-not-found'],
    ['someone else’s order', () => ({ by: { ...asMike, userId: '7' } }), 'order-not-found'],
    ['its customer', () => ({ by: { ...asMike, userId: mia.userId } }), 'not-your-order'],
    [
      'staff who are not its worker',
      () => ({ by: { ...dana, managesServer: true, roleIds: [] } }),
      'not-your-order',
    ],
    ['no picture', () => ({ images: [] }), 'evidence-without-image'],
    ['six pictures', () => ({ images: Array(6).fill(place.attach(picture)) }), 'evidence-too-many-images'],
    ['long notes', () => ({ notes: 'x'.repeat(1001) }), 'evidence-notes-too-long'],
    [
      'a picture that says it is too large',
      () => ({ images: [{ ...place.attach(picture), bytes: 10_485_761 }] }),
      'image-refused',
    ],
    [
      'a picture somewhere else',
      () => ({ images: [{ url: 'https://example.com/x.png', bytes: 1 }] }),
      'image-refused',
    ],
  ])('%s, before anything is fetched', async (_, overrides, code) => {
    expect(codeOf(await submit(overrides()))).toBe(code);
    expect(place.downloads()).toBe(0);
    await expectNothingHappened();
  });

  test('the first picture that is not taken is named, and those before it are not kept', async () => {
    const images = [place.attach(picture), place.attach(tooSmall), place.attach(Buffer.from('text'))];
    expect(await submit({ images })).toEqual({
      ok: false,
      refusal: {
        code: 'image-refused',
        position: 1,
        count: 3,
        why: { code: 'image-too-small', width: 799, height: 600 },
      },
    });
    expect(place.downloads()).toBe(2);
    await expectNothingHappened();
  });

  test('a link that has expired', async () => {
    const { url } = place.attach(picture);
    const images = [{ url: url.replace(/\d+$/, '99'), bytes: 1 }];
    expect(await submit({ images })).toMatchObject({ refusal: { why: { code: 'download-expired' } } });
    await expectNothingHappened();
  });

  test.each<[string, string, (place: EvidencePlace) => Promise<unknown>, string]>([
    ['goes on hold', 'submit-not-now', ({ play }) => play.change('A', dana, at(60), heldByStaff), 'On Hold'],
    ['goes to someone else', 'order-not-found', ({ play }) => play.assign('A', at(60), dana), 'Assigned'],
  ])('the order %s while the picture is on its way', async (_, code, meanwhile, status) => {
    const images = [place.attach(picture, () => meanwhile(place))];
    expect(codeOf(await submit({ images }))).toBe(code);
    await expectNothingHappened(status);
  });

  test('other evidence came in while the picture was on its way', async () => {
    const images = [place.attach(picture, () => submit({ operationId: '800' }))];
    expect(codeOf(await submit({ images }))).toBe('submit-not-now');
    expect(await submission()).toBeUndefined();
    const stored = await submission('800');
    expect((await place.kept()).map(({ key }) => key)).toEqual(stored?.images.map((image) => image.vaultKey));
  });
});

describe('when something breaks', () => {
  test('no room in the vault: nothing is submitted, and the cleaner finds what was kept before', async () => {
    let room = 1;
    const vault: EvidenceDesk['vault'] = {
      get: (key) => desk.vault.get(key),
      delete: (key) => desk.vault.delete(key),
      list: () => desk.vault.list(),
      put: async (key, bytes, contentType) => {
        room -= 1;
        if (room < 0) throw new VaultFull('no space left on device');
        return desk.vault.put(key, bytes, contentType);
      },
    };
    const images = [place.attach(picture), place.attach(picture)];
    await expect(submit({ images }, { vault })).rejects.toBeInstanceOf(VaultFull);
    expect(await submission()).toBeUndefined();
    expect(await order()).toMatchObject({ status: 'Assigned' });
    await removeOrphans(desk, { now: new Date(Date.now() + 2 * 60 * 60_000) });
    await expectNothingHappened();
  });

  test('the process ends between keeping the bytes and the commit: the cleaner finds them', async () => {
    desk.store.nextTransaction(() => Promise.reject(new Unavailable('it was pulled')));
    await expect(submit()).rejects.toBeInstanceOf(Unavailable);
    expect(await place.kept()).toHaveLength(1);
    await removeOrphans(desk, { now: new Date(Date.now() + 2 * 60 * 60_000) });
    await expectNothingHappened();
  });

  test('a commit that was made though it seemed to fail keeps its picture, also from the cleaner', async () => {
    desk.store.nextTransaction(async (call) => {
      await call();
      throw new Unavailable('the answer was lost');
    });
    await expect(submit()).rejects.toBeInstanceOf(Unavailable);
    expect(await order()).toMatchObject({ status: 'Evidence Submitted' });
    await removeOrphans(desk, { now: new Date(Date.now() + 2 * 60 * 60_000) });
    expect((await place.kept()).map(({ key }) => key)).toEqual(
      (await submission())?.images.map((image) => image.vaultKey),
    );
  });
});

test('roles that the server has set up make nobody the worker', async () => {
  await desk.store.transact(async (tx) =>
    tx.put(guilds.path(guildId), { ...defaultSettings, adminRoleIds: ['admin'] }),
  );
  const by = { ...dana, managesServer: false, roleIds: ['admin'] };
  expect(codeOf(await submit({ by }))).toBe('not-your-order');
});
