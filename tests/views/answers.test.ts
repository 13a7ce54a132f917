import { ButtonStyle } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/domain/notice.ts';
import { Contention, Misfit, Unavailable } from '../../src/ports/store.ts';
import {
  addedAnswer,
  confirmQuestion,
  keptAnswer,
  type Told,
  updatedAnswer,
} from '../../src/views/answers.ts';
import { orderChoices } from '../../src/views/choices.ts';
import { failureMessage, outdatedMessage } from '../../src/views/failure.ts';
import { either, methodName, partyName } from '../../src/views/words.ts';
import { anOrder, at, mia, mike } from '../support/anOrder.ts';

const order = anOrder({ ticketChannelId: '300000000000000000', internalNotes: 'Psst' });

function delivery(overrides: Partial<Delivery>): Delivery {
  return {
    audience: 'customer',
    route: 'direct',
    userId: mia.userId,
    state: 'sent',
    attempts: 1,
    nextAttemptAt: at(0),
    ...overrides,
  };
}

function linesOf(told: Told): string[] {
  return updatedAnswer({ ...order, status: 'In Progress' }, order, told).content.split('\n');
}

describe('answering staff', () => {
  test('says what was recorded, and shows the card with what is for staff', () => {
    const message = addedAnswer(order, 'under way');
    expect(message.content).toBe(
      '✅ Order ABC123 is recorded: Website Development, $200.00.\nI am telling the people concerned by DM.',
    );
    expect(message.embeds?.[0]?.description).toContain('Psst');
  });

  test('says what an update did', () => {
    expect(linesOf([])).toEqual(['✅ Order ABC123 is now In Progress.']);
    expect(updatedAnswer(order, order, []).content).toBe('✅ Order ABC123 was updated.');
    expect(updatedAnswer(order, undefined, []).content).toBe('✅ Order ABC123 was updated.');
  });

  const closed = delivery({ state: 'closed' });
  const ticket = (state: Delivery['state']) => delivery({ route: 'ticket', state });
  const log = delivery({
    audience: 'log',
    route: 'log',
    trouble: { audience: 'customer', userId: mia.userId, why: 'closed', ticket: true },
  });

  test.each<[string, Told, string[]]>([
    ['told', [delivery({})], [`<@${mia.userId}> was told by DM.`]],
    [
      'both told',
      [delivery({}), delivery({ audience: 'worker', userId: mike.userId })],
      [`<@${mia.userId}> was told by DM.`, `The booster <@${mike.userId}> was told by DM.`],
    ],
    [
      'closed, so in the ticket',
      [closed, ticket('sent'), log],
      [`<@${mia.userId}>’s DMs are closed, so I posted it in <#300000000000000000>.`],
    ],
    [
      'closed, and the ticket too',
      [closed, ticket('closed'), log],
      [`⚠️ <@${mia.userId}>’s DMs are closed, so please tell them yourself.`],
    ],
    [
      'closed, and there is no ticket',
      [closed, log],
      [`⚠️ <@${mia.userId}>’s DMs are closed, so please tell them yourself.`],
    ],
    [
      'Discord does not answer',
      [delivery({ state: 'waiting' })],
      [`Discord is not taking messages right now; I keep trying to tell <@${mia.userId}>.`],
    ],
    ['only the log', [delivery({ audience: 'log', route: 'log' })], []],
    ['not known', undefined, ['People will be told by DM as soon as Discord takes the messages.']],
  ])('says what became of telling people: %s', (_, told, lines) => {
    expect(linesOf(told).slice(1)).toEqual(lines);
  });

  test('asks before something is lost, naming it', () => {
    const question = confirmQuestion(order, 'Cancelled', '99');
    expect(question.content).toBe(
      '⚠️ Set order ABC123 (Website Development, $200.00) to Cancelled?\n' +
        `It can’t be taken back: work on it ends, and <@${mia.userId}> is told.`,
    );
    expect(question.components?.[0]).toMatchObject({
      components: [
        {
          label: 'Yes, set Cancelled',
          style: ButtonStyle.Danger,
          custom_id: 'updateorder:confirm:ABC123:99',
        },
        { label: 'No, keep it', style: ButtonStyle.Secondary, custom_id: 'updateorder:keep:ABC123:99' },
      ],
    });
    expect(keptAnswer()).toEqual({ content: '✅ Nothing was changed.', embeds: [], components: [] });
  });

  test('the question’s custom ids have room in the worst case', () => {
    const worst = anOrder({ orderKey: `~${'X'.repeat(40)}` });
    const text = JSON.stringify(confirmQuestion(worst, 'Cancelled', '9'.repeat(20)));
    for (const [, id = ''] of text.matchAll(/"custom_id":"([^"]*)"/g))
      expect(id.length).toBeLessThanOrEqual(100);
  });
});

describe('saying that something broke', () => {
  test.each([
    [new Contention(), false, /^❌ Failed to update order\nThe database is not answering\. .*`k3f9`/],
    [
      new Unavailable('locked'),
      false,
      /^❌ Failed to update order\nThe database is not answering\. .*`k3f9`/,
    ],
    [new Error('bug'), false, /^❌ Something broke on our side; nothing was changed\.\nQuote `k3f9`/],
    [
      new Misfit('a/1', 'f', 'no'),
      false,
      /^❌ Something broke on our side; nothing was changed\.\nQuote `k3f9`/,
    ],
    [new Error('bug'), true, /^⚠️ The change was made, but .*\nLook with \/trackorder, and quote `k3f9`/],
  ])('%s, changed %s', (error, wasChanged, words) => {
    const { content } = failureMessage(error, 'k3f9', wasChanged);
    expect(content).toMatch(words);
    expect(content.split('\n')).toHaveLength(2);
    expect(content).not.toMatch(/bug|locked|a\/1/);
  });

  test('an old button says so kindly', () => {
    expect(outdatedMessage().content).toBe(
      'This button is from an older version of me.\nRun the command again to get a fresh one.',
    );
  });
});

describe('suggestions', () => {
  test('are known by id, service and status, within Discord’s limit', () => {
    const long = anOrder({ orderId: 'x'.repeat(40), service: '😀'.repeat(50) });
    const [first, second] = orderChoices([anOrder(), long]);
    expect(first).toEqual({ name: 'ABC123 · Website Development · Payment Verified', value: 'ABC123' });
    expect(second?.name.length).toBeLessThanOrEqual(100);
    expect(second?.name.isWellFormed()).toBe(true);
    expect(second?.value).toBe('x'.repeat(40));
  });
});

describe('words', () => {
  test('list alternatives as people say them', () => {
    expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(either)).toEqual(['a', 'a or b', 'a, b or c']);
  });

  test('the workflow names its workers', () => {
    expect(partyName('worker', 'service')).toBe('booster');
    expect(partyName('team advertiser', 'service')).toBe('team advertiser');
    expect(methodName('apple_pay')).toBe('Apple Pay');
  });
});
