import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPayment } from '../../src/app/payments/checkPayment.ts';
import { hasWaitingEvents } from '../../src/app/payments/handleEvents.ts';
import { openProviders } from '../../src/main.ts';
import { holds, orders, payments } from '../../src/ports/collections.ts';
import type { ProviderName, Providers } from '../../src/ports/paymentProvider.ts';
import type { LocalProviders } from '../support/localProviders.ts';
import { openPageFor } from '../support/openPage.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches } from '../support/work.ts';

let started: PaymentTestDesk;
let local: LocalProviders;
let desk: TestDesk;
let providers: Providers;
beforeEach(async () => {
  started = await startPaymentDesk();
  ({ local, desk } = started);
  providers = await openProviders(started);
});
afterEach(async () => {
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

const guildId = () => desk.guild.id;
const status = async () => (await desk.orderly.store.get(orders.path(guildId(), 'PAY-1')))?.status;
const held = async () => (await desk.orderly.store.get(holds.path(guildId(), 'PAY-1')))?.balanceMinor;
const payment = () => desk.orderly.store.get(payments.path(guildId(), 'PAY-1.1'));

const openPage = (provider: ProviderName) =>
  openPageFor(desk, { provider, providers, publicUrl: started.payments.publicUrl });

describe.each<ProviderName>(['stripe', 'paypal'])('what %s tells', (provider) => {
  const webhooks = () => local[provider].webhooks;
  const isWaiting = () => hasWaitingEvents(desk.orderly, provider);

  test('brings the money into the hold and the order on its way', async () => {
    local.pay(provider, await openPage(provider));
    await expect.poll(status, { timeout: 10_000 }).toBe('Payment Verified');
    expect(await held()).toBe(2_000);
    expect(await payment()).toMatchObject({ status: 'Completed', method: provider, capturedMinor: 2_000 });
    expect(webhooks().deliveries.every(({ state }) => state === 'delivered' || state === 'waiting')).toBe(
      true,
    );
  });

  test('comes twice and in reverse, and counts once', async () => {
    const page = await openPage(provider);
    webhooks().next(/^EVENT /, { kind: 'duplicate', times: 2 }, 50);
    webhooks().hold();
    local.pay(provider, page);
    if (provider === 'paypal') await providers.get('paypal')?.takeApproved(page, `take.${page}`);
    await webhooks().release((held) => held.toReversed());
    await expect.poll(status, { timeout: 10_000 }).toBe('Payment Verified');
    await local.settled();
    await expect.poll(isWaiting, { timeout: 10_000 }).toBe(false);
    expect(await held()).toBe(2_000);
    expect((await payment())?.captures).toHaveLength(1);
  });

  test('is not believed when it is forged, altered or old, and is when it comes again as it was', async () => {
    const page = await openPage(provider);
    const faults = [
      { kind: 'forge' },
      { kind: 'tamper', change: (body: string) => body.replace('{', '{ ') },
      { kind: 'skew', byMs: -5 * 24 * 60 * 60 * 1000 },
      { kind: 'skew', byMs: 24 * 60 * 60 * 1000 },
    ] as const;
    webhooks().hold();
    local.pay(provider, page);
    const ids = webhooks().held.map(({ event }) => event.id);
    await webhooks().release(() => []);
    for (const fault of faults)
      for (const id of ids) {
        webhooks().next(/^EVENT /, fault);
        webhooks().resend(id);
        await local.settled();
        expect(
          webhooks()
            .deliveries.at(-1)
            ?.attempts.map((attempt) => attempt.status),
        ).toEqual([400]);
      }
    expect(await isWaiting()).toBe(false);
    expect(await status()).toBe('Pending Payment');
    for (const id of ids) webhooks().resend(id);
    await expect.poll(status, { timeout: 10_000 }).toBe('Payment Verified');
    expect(desk.logged.filter((line) => line.includes('Webhooks were refused')).length).toBeGreaterThan(0);
  });

  test('is found out by the job where nothing of it arrives', async () => {
    const page = await openPage(provider);
    webhooks().next(/^EVENT /, { kind: 'drop' }, 50);
    local.pay(provider, page);
    await local.settled();
    expect(await isWaiting()).toBe(false);
    expect(await status()).toBe('Pending Payment');
    const { store } = desk.orderly;
    const outbox = { announce: async () => undefined };
    const using = { store, outbox, providers, publicUrl: started.payments.publicUrl };
    const payment = { guildId: guildId(), paymentId: 'PAY-1.1' };
    for (let time = 0; time < 2; time += 1)
      await checkPayment({ ...using, clock: { now: () => new Date() } }, payment, () => undefined);
    expect(await status()).toBe('Payment Verified');
    expect(await held()).toBe(2_000);
  });

  test('is settled once where two bots share the work', async () => {
    const other = await desk.startAnother();
    const page = await openPage(provider);
    // The one that is told is not always the one that handles.
    local.target = other.port;
    local.pay(provider, page);
    await expect.poll(status, { timeout: 20_000 }).toBe('Payment Verified');
    await local.settled();
    await expect.poll(isWaiting, { timeout: 20_000 }).toBe(false);
    expect(await held()).toBe(2_000);
  });

  test('leaves no secret in the log', async () => {
    local.pay(provider, await openPage(provider));
    await expect.poll(status, { timeout: 10_000 }).toBe('Payment Verified');
    webhooks().next(/^EVENT /, { kind: 'forge' });
    const known = webhooks().deliveries[0]?.event.id ?? '';
    webhooks().resend(known);
    await local.settled();
    const all = desk.logged.join('');
    expect(all).toContain('A provider event was handled');
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'PAYPAL_CLIENT_SECRET'])
      expect(all).not.toContain(local.environment[name]);
  });
});
