import { describe, expect, test } from 'vitest';
import type { Delivery, PlaceTrouble } from '../../src/domain/notice.ts';
import { noticeOf } from '../../src/domain/notice.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import type { MissingIn } from '../../src/views/trouble.ts';
import { anEvent, anOrder, at, guildId, mia } from '../support/anOrder.ts';

const server = { serverName: 'Mia’s *server*' };
const inServer = '**Mia’s \\*server\\*** · ';
const ticketChannelId = '300000000000000000';
const channelId = '400000000000000000';
const notice = noticeOf({
  order: anOrder({ ticketChannelId, guildId }),
  events: [anEvent({ to: 'In Progress' })],
});

describe('what staff are told when someone could not be', () => {
  const trouble = (why: 'closed' | 'gave up', ticket: boolean): Delivery => ({
    audience: 'log',
    route: 'log',
    trouble: { audience: 'customer', userId: mia.userId, why, ticket },
    state: 'waiting',
    attempts: 0,
    nextAttemptAt: at(0),
  });
  const who = `<@${mia.userId}> could not be told about order ABC123`;

  test.each([
    [
      trouble('closed', true),
      `${who}: their DMs are closed, or they left.\nI posted it in <#${ticketChannelId}> instead.`,
    ],
    [
      trouble('closed', false),
      `${who}: their DMs are closed, or they left.\nPlease tell them yourself, in a channel they read.`,
    ],
    [
      trouble('gave up', false),
      `${who}: Discord did not take the message for 24 hours.\nPlease tell them yourself, in a channel they read.`,
    ],
  ])('%#', (delivery, words) => {
    expect(noticeMessage(notice, delivery, server)).toEqual({
      content: `${inServer}⚠️ ${words}`,
      embeds: [],
      components: [],
    });
  });
});

describe('what staff are told of a channel that is closed to the bot', () => {
  const wordsOf = (place: PlaceTrouble['place'], missingIn?: MissingIn) => {
    const trouble = { place, channelId };
    const delivery: Delivery = {
      audience: 'log',
      route: 'log',
      trouble,
      state: 'waiting',
      attempts: 0,
      nextAttemptAt: at(0),
    };
    const message = noticeMessage(notice, delivery, {
      ...server,
      ...(missingIn === undefined ? {} : { missingIn }),
    });
    expect(message).toMatchObject({ embeds: [], components: [] });
    return message.content.split('\n');
  };
  const queue = 'Until then /review shows everything that waits.';
  const log = 'Until then nothing is logged; /trackorder shows what happened to an order.';
  const mend = 'Give me that under its settings → Permissions, or choose another with /setup channels.';

  test('that it was deleted', () => {
    expect(wordsOf('reviewChannelId', () => 'gone')).toEqual([
      `${inServer}⚠️ The channel of the review queue was deleted.`,
      `Choose another with /setup channels. ${queue}`,
    ]);
    expect(wordsOf('orderLogChannelId', () => 'gone')).toEqual([
      `${inServer}⚠️ The channel of the order log was deleted.`,
      `Choose another with /setup channels. ${log}`,
    ]);
  });

  test('which permissions are missing', () => {
    expect(wordsOf('reviewChannelId', () => ['Send Messages'])).toEqual([
      `${inServer}⚠️ I can’t write in the review queue <#${channelId}>: Send Messages is missing.`,
      `${mend} ${queue}`,
    ]);
    expect(wordsOf('orderLogChannelId', () => ['View Channel', 'Send Messages'])[0]).toBe(
      `${inServer}⚠️ I can’t write in the order log <#${channelId}>: View Channel and Send Messages are missing.`,
    );
  });

  test('that it is so, where nothing more is known', () => {
    const words = [
      `${inServer}⚠️ I can’t write in the order log <#${channelId}>.`,
      `Look at its settings → Permissions, or choose another with /setup channels. ${log}`,
    ];
    expect(wordsOf('orderLogChannelId', () => [])).toEqual(words);
    expect(wordsOf('orderLogChannelId')).toEqual(words);
  });
});
