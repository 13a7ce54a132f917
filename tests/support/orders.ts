import { expect } from 'vitest';
import { fillOptions } from '../../sandbox/driver/options.ts';
import { wordsOf } from '../../sandbox/driver/words.ts';
import type { MessageView, OptionValues, Person, SandboxChannel } from '../../sandbox/index.ts';
import { INTERACTION, type Interaction, startInteraction } from '../../sandbox/model/interactions.ts';
import { defaultSettings, type Settings } from '../../src/domain/settings.ts';
import { guilds } from '../../src/ports/collections.ts';
import type { TestDesk } from './startDesk.ts';

/** What `addOrder` fills in where a test does not care. */
const usual = { service: 'Website Development', payment_method: 'stripe', amount: '$200.00' };

/** dana records an order for mia; resolves once the answer says what became of the messages. */
export async function addOrder(
  desk: Pick<TestDesk, 'dana' | 'mia'>,
  values: OptionValues = {},
  channel?: SandboxChannel,
): Promise<MessageView> {
  const where = channel === undefined ? {} : { channel };
  const answer = await desk.dana.slash('addorder', { user: desk.mia, ...usual, ...values }, where);
  return settled(answer);
}

/** dana updates an order; resolves once the answer says what became of the messages. */
export async function updateOrder(
  desk: Pick<TestDesk, 'dana'>,
  order_id: string,
  values: OptionValues,
): Promise<MessageView> {
  const answer = await desk.dana.slash('updateorder', { order_id, ...values });
  return settled(answer);
}

/** Whether an answer is final: it no longer says that people are just being told. */
export function isSettled(answer: MessageView): boolean {
  return !answer.text().includes('I am telling the people');
}

/** Waits until an answer is final; where two bots share the work that may take the five seconds it is waited for. */
export function settled(answer: MessageView): Promise<MessageView> {
  return answer.until(isSettled, 10_000);
}

/** Takes an order through several statuses, one after the other. */
export async function takeThrough(
  desk: Pick<TestDesk, 'dana'>,
  orderId: string,
  statuses: readonly string[],
): Promise<void> {
  for (const status of statuses) {
    const answer = await updateOrder(desk, orderId, { status });
    expect(answer.text()).toContain(`is now ${status}.`);
  }
}

/** Writes what a server has set up. */
export async function setUp(
  desk: {
    readonly orderly: Pick<TestDesk['orderly'], 'store'>;
    readonly guild: Pick<TestDesk['guild'], 'id'>;
  },
  settings: Partial<Settings>,
  guildId = desk.guild.id,
): Promise<void> {
  await desk.orderly.store.transact(async (tx) => {
    tx.put(guilds.path(guildId), { ...defaultSettings, ...settings });
  });
}

/** Presses a button that the person can't see, as a forged client could; resolves with the answer's words. */
export async function forgePress(
  desk: TestDesk,
  who: Person,
  customId: string,
  source: MessageView,
): Promise<string> {
  const data = { component_type: 2, id: 1, custom_id: customId };
  return forged(desk, who, INTERACTION.component, data, source);
}

/** Runs a command that Discord would not offer to the person, as when an owner widened it under Integrations; resolves with the answer's words. */
export async function forgeSlash(
  desk: TestDesk,
  who: Person,
  name: string,
  values: OptionValues,
): Promise<string> {
  const { sandbox } = desk;
  const command = sandbox.commands().find((known) => known.name === name);
  const filled = fillOptions(sandbox.world, who.guild.record, command?.options ?? [], values);
  return forged(desk, who, INTERACTION.command, { id: command?.id, name, type: 1, ...filled });
}

async function forged(
  { sandbox }: TestDesk,
  who: Person,
  type: number,
  data: Record<string, unknown>,
  source?: MessageView,
): Promise<string> {
  const { world } = sandbox;
  const channel = who.guild.channels.find(({ record }) => record.type === 0);
  if (channel === undefined) throw new Error('The server has no channel');
  const interaction: Interaction = startInteraction(world, {
    type,
    user: who.user,
    channel: channel.record,
    data,
    ...(source === undefined ? {} : { source: source.record }),
  });
  const key = `interaction:${interaction.id}`;
  const answer = await world.watch.until(
    key,
    () => interaction.answers[0],
    5000,
    () => new Error('No answer came'),
  );
  return wordsOf(world, answer.wire);
}
