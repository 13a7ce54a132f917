import { describe, expect, test } from 'vitest';
import type { Movement } from '../../src/app/wallet.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { type WalletEventKind, walletEventKinds, walletNoticeOf } from '../../src/domain/walletNotice.ts';
import { anyNoticeMessage } from '../../src/views/anyNotice.ts';
import { walletMessage } from '../../src/views/wallet.ts';
import { at, dana, guildId, mia } from '../support/anOrder.ts';

const usd = currencyCode('USD');

test.each<[Movement['kind'], number, string, string]>([
  ['payment', -1_000, 'A', '**-$10.00** paid for order A'],
  ['release', 1_000, 'A', '**+$10.00** earned with order A'],
  ['return', 1_000, '~2', '**+$10.00** came back from order 2'],
  ['refund', 1_000, 'A', '**+$10.00** refunded for order A'],
  ['refund', -1_000, 'A', '**-$10.00** given back for order A'],
  ['refund', -1_000, '', '**-$10.00** given back'],
  ['refund reversed', 1_000, 'A', '**+$10.00** refund that did not arrive for order A'],
  ['refund reversed', -1_000, 'A', '**-$10.00** refund undone for order A'],
  ['credit', 1_000, 'A', '**+$10.00** paid twice, too late or not as asked for order A'],
  ['chargeback', -1_000, 'A', '**-$10.00** taken back by the payment provider for order A'],
  ['chargeback', -1_000, '', '**-$10.00** taken back by the payment provider'],
  ['chargeback reversed', 1_000, 'A', '**+$10.00** given again by the payment provider for order A'],
  ['top-up', 1_000, '', '**+$10.00** added to the wallet'],
  ['withdrawal', -1_000, '', '**-$10.00** withdrawn'],
  ['withdrawal reversed', 1_000, '', '**+$10.00** withdrawal not paid, back in the wallet'],
])('a line of a wallet about a %s of %d for %s reads well', (kind, minor, orderKey, line) => {
  const movement: Movement = {
    id: 'x',
    kind,
    orderKey,
    at: at(0),
    amountMinor: amountMinor(minor),
    currency: usd,
  };
  const wallet = {
    balances: [],
    history: [movement],
    hasOlder: false,
    hasNewer: false,
    defaultCurrency: usd,
    topUps: false,
    withdrawals: false,
  };
  const [embed] = walletMessage(wallet, { side: 'newest' }).embeds ?? [];
  expect(JSON.stringify(embed)).toContain(`${line} · <t:`);
});

describe('what is told of a wallet', () => {
  const messageOf = (kind: WalletEventKind, index: 0 | 1 = 0) => {
    const notice = walletNoticeOf(guildId, {
      kind,
      userId: mia.userId,
      amountMinor: 2_000,
      currency: 'USD',
      beforeMinor: 5_000,
      afterMinor: 3_000,
      subjectId: '7',
      reason: 'No *such* account',
      at: at(0),
      by: dana.userId,
      byUsername: 'da_na',
    });
    const delivery = notice.deliveries[index];
    if (delivery === undefined) return undefined;
    const serverName = delivery.audience === 'log' ? undefined : 'Pixel Forge';
    return anyNoticeMessage(notice, delivery, { serverName, payBy: () => ['stripe'] });
  };

  test.each(walletEventKinds)('of a %s is in two short lines, what happened and what next', (kind) => {
    const message = messageOf(kind);
    const lines = message?.content.split('\n') ?? [];
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\*\*Pixel Forge\*\* · \S+ .*\$20\.00/);
    for (const line of lines) expect(line.length).toBeLessThan(250);
    const moves = !kind.startsWith('top-up ') || /refund|charge/.test(kind);
    if (moves) expect(message?.content).toMatch(/\$50\.00 and has \$30\.00|has \$30\.00/);
  });

  test('staff read who, how much, before and after, and open what they are to pay', () => {
    expect(messageOf('withdrawal asked', 1)).toMatchObject({
      content: `💸 <@${mia.userId}> asks to be paid $20.00 from their wallet: $50.00 → $30.00.\nOpen it to see where to, pay it, and press Confirm paid.`,
      components: [{ components: [{ custom_id: `withdrawals:open:${guildId}:7` }] }],
    });
    expect(messageOf('withdrawal refused', 1)?.content).toBe(
      `↩️ The withdrawal of $20.00 by <@${mia.userId}> was refused by da\\_na: No \\*such\\* account. It is back in their wallet: $50.00 → $30.00.`,
    );
    expect(messageOf('top-up failed', 1)).toBeUndefined();
  });

  test('a payment that failed can be tried again where it is told', () => {
    expect(JSON.stringify(messageOf('top-up failed')?.components)).toContain(
      `wallet:pay:stripe:${guildId}:7`,
    );
  });
});
