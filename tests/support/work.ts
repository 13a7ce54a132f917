import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import {
  file,
  type MessageView,
  type Person,
  type SandboxChannel,
  type SandboxFile,
} from '../../sandbox/index.ts';
import { auditMoney } from '../../src/app/auditMoney.ts';
import type { Submission } from '../../src/domain/evidence.ts';
import { orderEvents, orders, submissions } from '../../src/ports/collections.ts';
import { chanceOf } from './gameScreens.ts';
import { addOrder, settled, setUp } from './orders.ts';
import type { TestDesk } from './startDesk.ts';

/** Where a server's orders are kept. */
export interface Kept {
  readonly orderly: Pick<TestDesk['orderly'], 'store'>;
  readonly guild: Pick<TestDesk['guild'], 'id'>;
}

/** A picture that looks like no other of another `seed`: blocks of grey, 800 × 600. */
export async function screenshot(seed: number, name = `screen${seed}.png`): Promise<SandboxFile> {
  const chance = chanceOf(seed);
  const blocks = Buffer.from(Array.from({ length: 16 * 12 }, () => Math.floor(chance() * 256)));
  const picture = sharp(blocks, { raw: { width: 16, height: 12, channels: 1 } }).resize(800, 600, {
    kernel: 'nearest',
  });
  return file(name, await (name.endsWith('.png') ? picture.png() : picture.jpeg()).toBuffer());
}

/** What a picture shows: the size and the mean of each of its 16 × 12 blocks, whatever it was written as. */
export async function blocksOf(bytes: Uint8Array | undefined): Promise<string> {
  const small = await sharp(bytes).greyscale().resize(16, 12, { kernel: 'nearest' }).raw().toBuffer();
  return small.toString('base64');
}

/** A server with a review queue and someone of support who reviews. */
export interface ReviewDesk {
  readonly rick: Person;
  readonly queue: SandboxChannel;
}

/** Sets a server up for reviews. */
export async function setUpReviews(desk: TestDesk): Promise<ReviewDesk> {
  const { guild } = desk;
  const support = guild.createRole({ name: 'Support' });
  const queue = guild.createChannel({ name: 'review-queue' });
  await setUp(desk, { supportRoleIds: [support.id], reviewChannelId: queue.id });
  return { rick: guild.join({ username: 'rick', roles: [support] }), queue };
}

/** An order that mike has started. */
export async function startedOrder(
  desk: TestDesk,
  orderId: string,
  amount = '500 Gold',
  booster: Person = desk.mike,
): Promise<void> {
  await addOrder(desk, { order_id: orderId, booster, payment_method: 'manual', amount });
  const card = await booster.slash('trackorder', { order_id: orderId });
  await settled(await booster.click(card, 'Start order'));
}

/** Hands in evidence by the command; resolves once it is said who was told. */
export async function submit(
  worker: Person,
  orderId: string,
  pictures: readonly SandboxFile[],
  notes?: string,
): Promise<MessageView> {
  const [screenshot, ...more] = pictures;
  const others = Object.fromEntries(more.map((picture, index) => [`screenshot${index + 2}`, picture]));
  const answer = await worker.slash('submitevidence', { screenshot, ...others, notes, order_id: orderId });
  return settled(answer);
}

/** An order whose evidence waits for a review. */
export async function submittedOrder(
  desk: TestDesk,
  orderId: string,
  seed: number,
  amount?: string,
): Promise<void> {
  await startedOrder(desk, orderId, amount);
  const answer = await submit(desk.mike, orderId, [await screenshot(seed)], 'Done');
  expect(answer.text()).toContain(`✅ Your evidence for Order #${orderId} is submitted.`);
}

/** What is stored of an order: itself, its submissions and the kinds of its events, oldest first. */
export async function storedWork(desk: Kept, orderId: string) {
  const { store } = desk.orderly;
  const key = orderId.toUpperCase();
  const given = await store.query({
    from: submissions,
    parent: submissions.parent(desk.guild.id, key),
    orderBy: { field: 'at', direction: 'ascending' },
    limit: 50,
  });
  const events = await store.query({
    from: orderEvents,
    parent: orderEvents.parent(desk.guild.id, key),
    orderBy: { field: 'sequence', direction: 'ascending' },
    limit: 50,
  });
  return {
    order: await store.get(orders.path(desk.guild.id, key)),
    submissions: given.docs.map(({ data }): Submission => data),
    events: events.docs.map(({ data }) => data.kind),
  };
}

/** How many pictures the vault holds. */
export async function keptPictures({
  config,
}: {
  readonly config: Pick<TestDesk['config'], 'dataDir'>;
}): Promise<number> {
  const found = await readdir(join(config.dataDir, 'evidence'), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).length;
}

/** What the audit finds wrong in the server's books. */
export async function breaches({ orderly, guild }: Kept): Promise<string[]> {
  const found: string[] = [];
  await auditMoney(orderly.store, guild.id, ({ subject, problem }) => found.push(`${subject}: ${problem}`));
  return found;
}

/** The first line of someone's wallet. */
export async function walletOf(person: Person): Promise<string> {
  return (await person.slash('wallet')).content.split('\n')[0] ?? '';
}
