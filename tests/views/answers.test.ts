import { ButtonStyle } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/domain/notice.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Message } from '../../src/ports/messenger.ts';
import { Contention, Misfit, Unavailable } from '../../src/ports/store.ts';
import { VaultFull, VaultUnavailable } from '../../src/ports/vault.ts';
import {
  addedAnswer,
  approvedAnswer,
  assignedAnswer,
  assignPanel,
  confirmQuestion,
  declinedAnswer,
  keptAnswer,
  rejectedAnswer,
  startedAnswer,
  submittedAnswer,
  type Told,
  updatedAnswer,
} from '../../src/views/answers.ts';
import { orderChoices } from '../../src/views/choices.ts';
import { failureMessage, outdatedMessage } from '../../src/views/failure.ts';
import { either, methodName, partyName, withArticle } from '../../src/views/words.ts';
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
    const noted = { ...order, notes: 'Hello', notesAt: at(60) };
    const saidOf = (after: Order, before?: Order) => updatedAnswer(after, before, []).content;
    expect(saidOf(noted, order)).toBe('✅ Order ABC123 was updated: the customer reads a new note.');
    expect(saidOf({ ...noted, notesAt: at(90) }, noted)).toContain('the customer reads a new note');
    expect(saidOf({ ...order, internalNotes: 'Hush' }, order)).toBe(
      '✅ Order ABC123 was updated: a note for staff was added.',
    );
    expect(saidOf({ ...noted, staff: mike.userId }, order)).toBe(
      `✅ Order ABC123 was updated: the customer reads a new note, <@${mike.userId}> looks after it.`,
    );
  });

  test('an update that was delivered twice is not told as a change of status', () => {
    expect(updatedAnswer(order, undefined, []).content).toMatch(/^✅ Order ABC123 was updated/);
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
      [`⚠️ <@${mia.userId}>’s DMs are closed, or they left: please tell them yourself.`],
    ],
    [
      'closed, and there is no ticket',
      [closed, log],
      [`⚠️ <@${mia.userId}>’s DMs are closed, or they left: please tell them yourself.`],
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
        `It can’t be taken back: work on it ends, $200.00 goes back to the wallet of whoever paid it, and <@${mia.userId}> is told.`,
    );
    const unpaid = confirmQuestion({ ...order, heldMinor: 0 }, 'Cancelled', '99');
    expect(unpaid.content).toContain('work on it ends, and');
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

describe('answering those who work and review', () => {
  const mikes = anOrder({ workerId: mike.userId, internalNotes: 'Psst', submissionId: '900' });
  const line = ({ content }: { content: string }) => content.split('\n')[0];
  const labelsOf = (message: Message) =>
    [...JSON.stringify(message.components).matchAll(/"label":"([^"]*)"/g)].map(([, label]) => label);

  test.each<[string, Message, string]>([
    [
      'assigned',
      assignedAnswer({ ...mikes, status: 'Assigned' }, [], anOrder()),
      `✅ Order ABC123 is now <@${mike.userId}>’s.`,
    ],
    [
      'assigned anew, with evidence waiting',
      assignedAnswer({ ...mikes, status: 'Assigned' }, [], { ...mikes, workerId: '7', status: 'In Review' }),
      `✅ Order ABC123 is now <@${mike.userId}>’s. <@7> had it before.\nThe evidence that waited for a review is withdrawn.`,
    ],
    [
      'unassigned',
      assignedAnswer({ ...mikes, workerId: undefined }, [], { ...mikes, reviewedSubmissionId: '900' }),
      `✅ Order ABC123 has no booster now. <@${mike.userId}> had it.`,
    ],
    [
      'unassigned, delivered twice',
      assignedAnswer({ ...mikes, workerId: undefined }, [], undefined),
      '✅ Order ABC123 has no booster now.',
    ],
    [
      'started',
      startedAnswer({ ...mikes, status: 'In Progress' }, []),
      '✅ You have started Order #ABC123. When you are done, press Submit evidence and add a screenshot of the finished work.',
    ],
    [
      'started, no evidence needed',
      startedAnswer({ ...mikes, status: 'In Progress', evidenceRequired: false }, []),
      '✅ You have started Order #ABC123. Tell staff when you are done.',
    ],
    ['declined', declinedAnswer({ ...mikes, workerId: undefined }, []), '✅ You gave Order #ABC123 back.'],
    [
      'submitted',
      submittedAnswer({ ...mikes, status: 'Evidence Submitted' }, []),
      '✅ Your evidence for Order #ABC123 is submitted. A reviewer looks at it; you will get a DM with the decision.',
    ],
    ['approved', approvedAnswer({ ...mikes, status: 'Complete' }, []), '✅ Order ABC123 is Complete.'],
    [
      'approved, with what was paid out',
      approvedAnswer(
        {
          ...mikes,
          status: 'Complete',
          payout: { workerMinor: 16_000, platformMinor: 3_400, taxMinor: 600, currency: 'USD' },
        },
        [],
      ),
      `✅ Order ABC123 is Complete. Paid out: $160.00 to <@${mike.userId}>, $34.00 to the platform, $6.00 tax.`,
    ],
    [
      'rejected',
      rejectedAnswer({ ...mikes, status: 'Rejected' }, []),
      '✅ Order ABC123 is Rejected. The booster reads your reason and submits again.',
    ],
  ])('%s, without what is for staff', (_, message, expected) => {
    expect(message.content).toBe(expected);
    expect(JSON.stringify(message)).not.toMatch(/Psst|🔒/);
  });

  test('a worker who started finds the button for what comes next', () => {
    expect(labelsOf(startedAnswer({ ...mikes, status: 'In Progress' }, []))).toContain('Submit evidence');
    expect(declinedAnswer(mikes, []).components).toEqual([]);
  });

  test('the former worker and the advertiser are told of like anyone', () => {
    const told = [
      delivery({ audience: 'former worker', userId: '7' }),
      delivery({ audience: 'advertiser', userId: '8' }),
    ];
    expect(assignedAnswer(mikes, told, undefined).content.split('\n').slice(1)).toEqual([
      '<@7> was told by DM.',
      '<@8> was told by DM.',
    ]);
    expect(line(assignedAnswer(mikes, told, undefined))).toContain('is now');
  });

  test('an answer about an order with a worker has the way to take it back', () => {
    expect(labelsOf(assignedAnswer(mikes, [], undefined))).toEqual(['Timeline', 'Unassign']);
    expect(labelsOf(assignedAnswer(anOrder(), [], mikes))).toEqual(['Timeline']);
  });

  test('who picks the worker reads who has it, what becomes of evidence, and may unassign', () => {
    const idle = assignPanel(anOrder());
    expect(idle.content).toBe('Who does order ABC123?');
    expect(labelsOf(idle)).toEqual([]);
    const busy = assignPanel({ ...mikes, reviewedSubmissionId: '900' });
    expect(busy.content).toBe(`<@${mike.userId}> does order ABC123. Who shall do it?`);
    expect(labelsOf(busy)).toEqual(['Unassign']);
    expect(assignPanel(mikes).content).toBe(
      `<@${mike.userId}> does order ABC123. Who shall do it?\n⚠️ Their evidence waits for a review. If someone else gets the order, it is withdrawn.`,
    );
    expect(JSON.stringify(busy)).toContain('"custom_id":"assign:pick:200000000000000000:ABC123"');
  });

  test('custom ids and labels of the panel have room in the worst case', () => {
    const panel = JSON.stringify(
      assignPanel(
        anOrder({
          guildId: '9'.repeat(20),
          orderKey: `~${'X'.repeat(40)}`,
          workerId: mike.userId,
          workerTitle: 'W'.repeat(32),
        }),
      ),
    );
    for (const [, id = ''] of panel.matchAll(/"custom_id":"([^"]*)"/g))
      expect(id.length).toBeLessThanOrEqual(100);
    for (const [, label = ''] of panel.matchAll(/"label":"([^"]*)"/g))
      expect(label.length).toBeLessThanOrEqual(80);
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
    [
      new VaultFull('/disk'),
      false,
      /^❌ There is no room to keep a picture\nNothing was submitted\. Quote `k3f9` .*make room\.$/,
    ],
    [
      new VaultUnavailable('/disk'),
      false,
      /^❌ The pictures can’t be reached right now\nTry again .* quote `k3f9` to/,
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
    expect(content).not.toMatch(/bug|locked|a\/1|disk/);
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

  test('the workflow names its workers, unless the server has its own title', () => {
    expect(partyName('worker', { workflow: 'service' })).toBe('booster');
    expect(partyName('worker', { workflow: 'service', workerTitle: 'VIP Pilot' })).toBe('VIP pilot');
    expect(partyName('team advertiser', { workflow: 'service' })).toBe('team advertiser');
    expect(['booster', 'assistant', 'Umpire'].map(withArticle)).toEqual([
      'a booster',
      'an assistant',
      'an Umpire',
    ]);
    expect(methodName('apple_pay')).toBe('Apple Pay');
  });
});
