import { describe, expect, test } from 'vitest';
import type { SeenDispute } from '../../src/app/disputes/readDispute.ts';
import type { Dispute } from '../../src/domain/dispute.ts';
import type { Order } from '../../src/domain/order.ts';
import { disputeListMessage } from '../../src/views/dispute.ts';
import { disputeLine } from '../../src/views/disputeNotice.ts';
import { resolutionForm, resolveMessage } from '../../src/views/disputeResolution.ts';
import { anEvent, anOrder, at, guildId, mia, mike } from '../support/anOrder.ts';

function aDispute(over: Partial<Dispute> = {}): Dispute {
  return {
    guildId,
    disputeId: 'ABC123.1',
    orderKey: 'ABC123',
    orderId: 'ABC123',
    number: 1,
    state: 'Open',
    side: 'customer',
    openedBy: mia.userId,
    openedByUsername: mia.username,
    openedAt: at(0),
    hearUntil: at(1),
    reason: 'It is late',
    from: { status: 'In Progress' },
    statements: [],
    ...over,
  };
}

/** What the one who resolves it reads of each way, and of a Partial Refund in its form. */
function waysFor(over: Partial<Order>): string {
  const order = anOrder({ status: 'Disputed', heldMinor: 20_000, ...over });
  const seen: SeenDispute = {
    order,
    dispute: aDispute(),
    side: 'desk',
    mayResolve: true,
    chargebacks: [],
    pictures: [],
  };
  return `${resolveMessage(seen).content}\n${JSON.stringify(resolutionForm(order, 'Partial Refund'))}`;
}

describe('who resolves a dispute reads where the money goes', () => {
  test('to the booster, by the title that they have there', () => {
    const ways = waysFor({ workerId: mike.userId, workerTitle: 'Pilot' });
    expect(ways).toContain(
      '- **Release Seller**: what is held is paid out to the pilot; the order is Complete.',
    );
    expect(ways).toContain(
      '- **Partial Refund**: a part goes back, the rest is paid out to the pilot; the order',
    );
    expect(ways).toContain('Such as $15.00; the rest is paid out to the pilot');
  });

  test('to the server where nobody works on the order', () => {
    const ways = waysFor({});
    const kept = 'stays with the server, as nobody works on the order';
    expect(ways).toContain(`- **Release Seller**: what is held ${kept}; the order is Complete.`);
    expect(ways).toContain(
      `- **Partial Refund**: a part goes back, the rest ${kept}; the order is Complete.`,
    );
    expect(ways).toContain(`Such as $15.00; the rest ${kept}`);
    expect(ways).not.toContain('booster');
  });

  test('nowhere once it is paid out', () => {
    const ways = waysFor({ workerId: mike.userId, heldMinor: 0 });
    expect(ways).toContain('nothing is held any more, so no money moves; the order is Complete.');
    expect(ways).toContain('- **Partial Refund**: a part goes back; the order is Complete.');
    expect(ways).not.toContain('paid out to the booster');
  });
});

test('both sides read the same of what was released', () => {
  const kind = 'dispute resolved';
  const resolved = anEvent({
    kind,
    to: 'Complete',
    dispute: {
      number: 1,
      side: 'desk',
      resolution: 'Partial Refund',
      refundedMinor: 100,
      releasedMinor: 300,
    },
  });
  const event = { ...resolved, kind } as const;
  const lineFor = (over: Partial<Order>) =>
    disputeLine(anOrder({ status: 'Complete', ...over }), event, 'log');
  expect(lineFor({ workerId: mike.userId })).toContain('$1.00 goes back to who paid, $3.00 is paid out.');
  expect(lineFor({})).toContain('$1.00 goes back to who paid, $3.00 stays with the server.');
});

test('a list of disputes with the longest words fits its message', () => {
  const disputes = Array.from({ length: 15 }, () =>
    aDispute({ orderId: '_'.repeat(40), state: 'Evidence', reason: '*'.repeat(500) }),
  );
  const { content = '' } = disputeListMessage({ disputes, hasMore: true, isAll: true }, guildId);
  expect(content.length).toBeLessThanOrEqual(2000);
  expect(content).toMatch(/-# … and \d+ more\n-# There are more; resolve some of these first\.$/);
});
