import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person, SandboxChannel } from '../../sandbox/index.ts';
import { setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { setUpReviews, submittedOrder } from '../support/work.ts';

let desk: TestDesk;
let rick: Person;
let queue: SandboxChannel;
let log: SandboxChannel;
beforeAll(async () => {
  desk = await startDesk();
  ({ rick, queue } = await setUpReviews(desk));
  log = desk.guild.createChannel({ name: 'order-log' });
});
afterAll(() => desk.stop());

const settings = () => ({
  supportRoleIds: [desk.guild.role('Support').id],
  reviewChannelId: queue.id,
  orderLogChannelId: log.id,
});

/** What the bot said of closed channels in some messages. */
const troubles = (messages: readonly MessageView[]) =>
  messages.map((message) => message.text()).filter((text) => /was deleted|can’t write/.test(text));

/** What the server's owner, who is nobody else here, was told by direct message. */
function toldOwner(): string[] {
  const { world } = desk.sandbox;
  const channel = world.directChannels.get(desk.guild.record.ownerId);
  const messages = [...(world.messages.get(channel?.id ?? '')?.values() ?? [])];
  return messages.map(({ wire }) => wire.content ?? '');
}

test('a review queue that the bot may not write in is told in the order log, once, and /review shows everything', async () => {
  await setUp(desk, settings());
  queue.setOverwrites([{ for: 'bot', deny: ['SendMessages'] }]);
  await submittedOrder(desk, 'SHUT-1', 1);
  await submittedOrder(desk, 'SHUT-2', 2);
  expect(queue.messages()).toEqual([]);
  expect(troubles(log.messages())).toEqual([
    '**Pixel Forge** · ⚠️ I can’t write in the review queue #review-queue: Send Messages is missing.\n' +
      'Give me that under its settings → Permissions, or choose another with /setup channels. Until then /review shows everything that waits.',
  ]);
  const waiting = await rick.slash('review');
  expect(waiting.text()).toContain('SHUT-1');
  expect(waiting.text()).toContain('SHUT-2');
  expect(toldOwner()).toEqual([]);

  queue.setOverwrites([]);
  await submittedOrder(desk, 'SHUT-3', 3);
  expect(queue.messages()).toHaveLength(1);
});

test('channels that were deleted are told to the server’s owner, each once', async () => {
  const doomed = desk.guild.createChannel({ name: 'doomed' });
  await setUp(desk, { ...settings(), reviewChannelId: doomed.id });
  doomed.delete();
  log.delete();
  await submittedOrder(desk, 'GONE-1', 4);
  await submittedOrder(desk, 'GONE-2', 5);
  expect(toldOwner().toSorted()).toEqual([
    '**Pixel Forge** · ⚠️ The channel of the order log was deleted.\n' +
      'Choose another with /setup channels. Until then nothing is logged; /trackorder shows what happened to an order.',
    '**Pixel Forge** · ⚠️ The channel of the review queue was deleted.\n' +
      'Choose another with /setup channels. Until then /review shows everything that waits.',
  ]);
});
