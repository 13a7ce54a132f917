import { expect, test } from 'vitest';
import { noticeOf } from '../../src/domain/notice.ts';
import { authorOf, isWalletNotice, outboxSchema, readNotice, ticketOf } from '../../src/domain/outbox.ts';
import { walletNoticeOf } from '../../src/domain/walletNotice.ts';
import { anEvent, anOrder, at, dana, guildId, mia } from '../support/anOrder.ts';

const ofOrder = noticeOf({ order: anOrder({ ticketChannelId: '55' }), events: [anEvent({})] });
const ofWallet = walletNoticeOf(guildId, {
  kind: 'withdrawal asked',
  userId: mia.userId,
  amountMinor: 100,
  currency: 'USD',
  beforeMinor: 300,
  afterMinor: 200,
  subjectId: '7',
  at: at(0),
  by: mia.userId,
  byUsername: mia.username,
});

test('the outbox holds notices of orders and of wallets, each read as what it is', () => {
  for (const notice of [ofOrder, ofWallet]) {
    const stored = outboxSchema.parse(notice);
    expect(readNotice(stored)).toEqual({ success: true, data: notice });
  }
  expect([isWalletNotice(ofOrder), isWalletNotice(ofWallet)]).toEqual([false, true]);
  expect([ticketOf(ofOrder), ticketOf(ofWallet)]).toEqual(['55', undefined]);
  expect([authorOf(ofOrder), authorOf(ofWallet)]).toEqual([dana.userId, mia.userId]);
});

test('a notice of a wallet that a newer version wrote may lie there, and is not read', () => {
  const newer = outboxSchema.parse({ ...ofWallet, wallet: { ...ofWallet.wallet, kind: 'interest paid' } });
  const read = readNotice(newer);
  expect(read.success).toBe(false);
  expect(read.error?.issues[0]?.path).toEqual(['wallet', 'kind']);
});
