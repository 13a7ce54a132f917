import { beforeEach, expect, test } from 'vitest';
import { handleEvents } from '../../../src/app/payments/handleEvents.ts';
import { payByProvider } from '../../../src/app/payments/payByProvider.ts';
import { processEvent } from '../../../src/app/payments/processEvent.ts';
import { receiveWebhook } from '../../../src/app/payments/receiveWebhook.ts';
import { settlingOf } from '../../../src/app/payments/settling.ts';
import { approveEvidence } from '../../../src/app/reviewOrder.ts';
import { askWithdrawal, decideWithdrawal } from '../../../src/app/withdrawals.ts';
import { defaultSettings } from '../../../src/domain/settings.ts';
import { collections, guilds } from '../../../src/ports/collections.ts';
import type { ProviderFailure, ProviderName } from '../../../src/ports/paymentProvider.ts';
import { guildId, mike, at as moment } from '../../support/anOrder.ts';
import { freshPlace } from '../../support/freshPlace.ts';
import { customer, good, MoneyDesk, staff } from '../../support/moneyDesk.ts';
import { PlayedOrders, rick } from '../../support/playedOrders.ts';

const minuteMs = 60_000;
const worker = { ...mike, managesServer: false, roleIds: [] };

let at: MoneyDesk;
beforeEach(async () => {
  const place = await freshPlace();
  const store = await place.open(collections);
  await store.transact(async (tx) => tx.put(guilds.path(guildId), { ...defaultSettings, withdrawals: true }));
  at = new MoneyDesk(store);
  return async () => {
    await at.check();
    await at.agreesWithProviders();
    await place.dispose();
  };
});

/** What a minute brings: the events that are due, then the job. */
async function minutes(name: ProviderName, count: number): Promise<void> {
  const settling = settlingOf(at.desk);
  const process = (event: Parameters<typeof processEvent>[1]) => processEvent(at.desk, event, settling);
  const handling = { desk: at.desk, process, handled: () => undefined };
  for (let minute = 0; minute < count; minute += 1) {
    await handleEvents(handling, name, new AbortController().signal);
    await at.later(minuteMs);
  }
}

const names = ['stripe', 'paypal'] as const;
const codes: readonly ProviderFailure['code'][] = ['unavailable', 'unknown', 'unauthorised'];

test.each(names.flatMap((name) => codes.map((code) => [name, code] as const)))(
  'with %s out of reach for an hour (%s) nothing is lost, done twice or kept waiting that need not, and all is settled afterwards',
  async (name, code) => {
    const provider = at.provider(name);
    await at.paidOrder(name, { orderId: 'REFUND' });
    await at.paidOrder(name, { orderId: 'PAYOUT' });
    await new PlayedOrders(at.store).submit('PAYOUT', moment(200));
    const { submissionId = '' } = await at.order('PAYOUT');
    await at.invoice({ orderId: 'OPEN' });
    await at.invoice({ orderId: 'CLOSED' });
    const ask = (orderKey: string) => payByProvider(at.desk, name, { by: customer, guildId, orderKey });
    const page =
      good(await ask('OPEN'))
        .url.split('/')
        .at(-1) ?? '';
    const before = provider.books.events.length;

    provider.mishap = ({ when }) => (when === 'sent' ? code : undefined);
    const why = code === 'unauthorised' ? 'keys' : 'no-answer';
    expect(await ask('CLOSED')).toMatchObject({ refusal: { code: 'provider-failed', provider: name, why } });
    expect(provider.books.pay(page)).toBe(true);
    for (const event of provider.books.events.slice(before))
      good(await receiveWebhook(at.desk, { provider: name, ...provider.sign(event) }));
    expect(await at.refund('provider', 4_000, { orderKey: 'REFUND' })).toMatchObject({
      ok: true,
      value: { sent: [{ became: code === 'unauthorised' ? 'keys' : 'unknown' }] },
    });
    const by = { ...rick, managesServer: true, roleIds: [] };
    const approval = { operationId: 'approve', by, guildId, orderKey: 'PAYOUT', submissionId };
    expect(await approveEvidence(at.desk, approval)).toMatchObject({ ok: true });
    const asked = { operationId: 'out', by: worker, guildId, amount: '$30', to: 'mike@example.com' };
    expect(await askWithdrawal(at.desk, asked)).toMatchObject({ ok: true });
    const paid = {
      operationId: 'paid',
      by: staff,
      guildId,
      withdrawalId: 'out',
      decision: { kind: 'paid' },
    } as const;
    expect(await decideWithdrawal(at.desk, paid)).toMatchObject({ ok: true });

    await minutes(name, 60);
    expect(await at.order('OPEN')).toMatchObject({ status: 'Pending Payment', heldMinor: 0 });
    expect(await at.order('PAYOUT')).toMatchObject({ status: 'Complete' });
    expect(await at.balances()).toMatchObject({ 'hold:REFUND': 6_000, 'wallet:mike': 7_000 });
    expect(provider.calls.length).toBeLessThan(200);

    provider.mishap = () => undefined;
    await minutes(name, 61);
    expect(await at.order('OPEN')).toMatchObject({ status: 'Payment Verified', heldMinor: 10_000 });
    expect((await at.payment(1, 'REFUND')).refunds).toMatchObject([{ state: 'done', amountMinor: 4_000 }]);
    expect((await at.payment(1, 'CLOSED')).attempts).toMatchObject([{ state: 'open' }]);
    expect(good(await ask('CLOSED')).url).toContain((await at.payment(1, 'CLOSED')).attempts[0]?.reference);
    expect(await at.balances()).toEqual({
      [`clearing:${name}`]: -26_000,
      'clearing:manual': 3_000,
      'hold:OPEN': 10_000,
      'hold:REFUND': 6_000,
      'wallet:mike': 7_000,
    });
  },
);
