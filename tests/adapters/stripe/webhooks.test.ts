import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../../../src/domain/result.ts';
import type { PaymentProvider, ProviderEvent, WebhookRefusal } from '../../../src/ports/paymentProvider.ts';
import { type Receiver, startReceiver } from '../../sandbox/payments/receiver.ts';
import {
  checkoutOf,
  type Desk,
  money,
  paid,
  payment,
  providerAt,
  startDesk,
  startMs,
  value,
} from './desk.ts';

let desk: Desk;
let receiver: Receiver;

beforeEach(async () => {
  desk = await startDesk();
  receiver = await startReceiver();
  desk.local.addWebhookEndpoint(receiver.url, { secret: 'whsec_of_the_desk' });
});

afterEach(async () => {
  await desk.local.close();
  await receiver.close();
});

type Read = Result<ProviderEvent, WebhookRefusal>;

/** What the adapter makes of all webhooks that came since the last time. */
async function received(provider = desk.provider): Promise<readonly Read[]> {
  await desk.local.webhooks.settled();
  const now = new Date(desk.clock.now());
  return Promise.all(
    receiver.received
      .splice(0)
      .map(({ body, headers }) =>
        provider.readWebhook(
          Buffer.from(body),
          { 'stripe-signature': String(headers['stripe-signature']) },
          now,
        ),
      ),
  );
}

const code = (read: Read | undefined) => (read?.ok ? 'believed' : read?.refusal.code);

/** What is to be looked at, as `kind reference`, of those events that say so. */
const subjects = (reads: readonly Read[]) =>
  reads.flatMap((read) => {
    if (!read.ok) expect.fail(read.refusal.code);
    const { subject } = read.value;
    return subject === undefined ? [] : [`${subject.kind} ${subject.reference}`];
  });

describe('what an event is a hint of', () => {
  test('a payment: its page', async () => {
    const { reference } = value(await desk.provider.openCheckout(checkoutOf('k')));
    await received();
    desk.local.pay(reference);
    const reads = await received();
    expect(subjects(reads)).toEqual([`checkout ${reference}`]);
    expect(reads.at(-1)).toEqual({
      ok: true,
      value: {
        eventId: desk.local.events.at(-1)?.id,
        type: 'checkout.session.completed',
        at: new Date(startMs),
        subject: { kind: 'checkout', reference },
      },
    });
  });

  test('a payment that was tried in vain or called off: its page, found by the payment', async () => {
    const page = value(await desk.provider.openCheckout(checkoutOf('k'))).reference;
    desk.local.pay(page, { card: '4000000000000002' });
    const [tried = ''] = subjects(await received());
    expect(tried).toMatch(/^checkout pi_/);
    const state = async () => value(await desk.provider.readCheckout(tried.slice('checkout '.length)));
    expect(await state()).toMatchObject({ reference: page, payment, state: 'open' });
    desk.local.expire(page);
    expect(subjects(await received()).toSorted()).toEqual([tried, `checkout ${page}`].toSorted());
    expect(await state()).toMatchObject({ reference: page, payment, state: 'expired' });
  });

  test('a payment of somebody else’s making: nothing', async () => {
    const object = { id: 'pi_1', metadata: {} };
    const event = {
      id: 'evt_1',
      type: 'payment_intent.payment_failed',
      created: startMs / 1000,
      livemode: false,
    };
    const body = JSON.stringify({ ...event, data: { object } });
    const header = Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret: 'whsec_of_the_desk',
      timestamp: startMs / 1000,
    });
    const read = await desk.provider.readWebhook(
      Buffer.from(body),
      { 'stripe-signature': header },
      new Date(startMs),
    );
    expect(subjects([read])).toEqual([]);
  });

  test('a page that ends without money: the page', async () => {
    const [late, bounced] = [
      value(await desk.provider.openCheckout(checkoutOf('late'))),
      value(await desk.provider.openCheckout(checkoutOf('bounced'))),
    ];
    desk.local.expire(late.reference);
    desk.local.payLater(bounced.reference);
    desk.local.decline(bounced.reference);
    const page = `checkout ${bounced.reference}`;
    const its = subjects(await received()).filter((subject) => !subject.startsWith('checkout pi_'));
    expect(its).toEqual([`checkout ${late.reference}`, page, page]);
  });

  test('a refund of ours: the refund; one made at Stripe’s site: what is left of the money', async () => {
    const { reference } = await paid(desk);
    await received();
    const request = { key: 'r', capture: reference, money: money(100), payment };
    const ours = value(await desk.provider.refund(request));
    expect(subjects(await received())).toEqual([`refund ${ours.reference}`, `capture ${reference}`]);
    desk.local.failRefund(ours.reference);
    expect(subjects(await received())).toEqual(Array(2).fill(`refund ${ours.reference}`));
    const theirs = desk.local.refundInDashboard(reference, { amount: 100 });
    desk.local.failRefund(theirs.id);
    expect(subjects(await received())).toEqual(Array(4).fill(`capture ${reference}`));
  });

  test('a dispute, at each of its turns: the dispute', async () => {
    const { reference } = await paid(desk);
    await received();
    const { id } = desk.local.openDispute(reference);
    desk.local.withdrawFunds(id);
    desk.local.answerDispute(id, { receipt: 'file_1' });
    desk.local.closeDispute(id, 'won');
    desk.local.reinstateFunds(id);
    expect(subjects(await received())).toEqual(Array(5).fill(`dispute ${id}`));
  });
});

describe('what is not believed', () => {
  /** The next event of a page that runs out. */
  const expire = async (provider?: PaymentProvider) => {
    const { reference } = value(await desk.provider.openCheckout(checkoutOf(`${desk.local.events.length}`)));
    desk.local.expire(reference);
    const [read] = await received(provider);
    return code(read);
  };

  test('one that somebody else signed', async () => {
    desk.local.webhooks.next('checkout.session.expired', { kind: 'forge' });
    expect(await expire()).toBe('bad-signature');
    expect(await expire()).toBe('believed');
  });

  test('one that was changed on the way, be it in white space', async () => {
    const changes = [
      (body: string) => body.replace('checkout.session.expired', 'checkout.session.completed'),
      (body: string) => JSON.stringify(JSON.parse(body)),
      (body: string) => `${body} `,
    ];
    for (const change of changes) {
      desk.local.webhooks.next('checkout.session.expired', { kind: 'tamper', change });
      expect(await expire()).toBe('bad-signature');
    }
  });

  test.each([
    [-301_000, 'stale'],
    [-299_000, 'believed'],
    [299_000, 'believed'],
    [301_000, 'future'],
    [3_600_000, 'future'],
  ])('one signed %d ms from now: %s', async (byMs, expected) => {
    desk.local.webhooks.next('checkout.session.expired', { kind: 'skew', byMs });
    expect(await expire()).toBe(expected);
  });

  test('one of another account, unless it is ours', async () => {
    const account = 'acct_other';
    const odd = () => desk.local.nextEvent('checkout.session.expired', { account });
    odd();
    expect(await expire()).toBe('other-account');
    odd();
    expect(await expire(providerAt(desk.local, { accountId: 'acct_ours' }))).toBe('other-account');
    odd();
    expect(await expire(providerAt(desk.local, { accountId: account }))).toBe('believed');
  });

  test('one of the other mode', async () => {
    desk.local.nextEvent('checkout.session.expired', { livemode: true });
    expect(await expire()).toBe('wrong-mode');
    expect(await expire(providerAt(desk.local, { isLive: true }))).toBe('wrong-mode');
  });

  test('while the secret is being changed, either will do', async () => {
    const both = (...webhookSecrets: string[]) => providerAt(desk.local, { webhookSecrets });
    expect(await expire(both('whsec_new', 'whsec_of_the_desk'))).toBe('believed');
    expect(await expire(both('whsec_of_the_desk', 'whsec_old'))).toBe('believed');
    expect(await expire(both('whsec_new'))).toBe('bad-signature');
  });

  const now = new Date(startMs);
  const seconds = startMs / 1000;
  const read = async (body: string | Uint8Array, header: string | undefined) =>
    code(await desk.provider.readWebhook(Buffer.from(body), { 'stripe-signature': header }, now));
  const v1 = (body: string | Uint8Array, time: number | string = seconds) =>
    createHmac('sha256', 'whsec_of_the_desk').update(`${time}.`).update(body).digest('hex');

  test.each([
    ['not JSON', '{'],
    ['no event', '{"id":"evt_1"}'],
    ['no object', '{"id":"evt_1","type":"a","created":1,"livemode":false,"data":{}}'],
    ['a list', '[]'],
    ['nothing', 'null'],
  ])('signed, but %s: not understood', async (_name, body) => {
    expect(await read(body, `t=${seconds},v1=${v1(body)}`)).toBe('not-understood');
  });

  test('an event of no concern is believed and leads to nothing', async () => {
    const body = JSON.stringify({
      ...{ id: 'evt_1', type: 'customer.created', created: seconds, livemode: false },
      data: { object: { id: 'cus_1' } },
    });
    const event = await desk.provider.readWebhook(
      Buffer.from(body),
      { 'stripe-signature': `t=${seconds},v1=${v1(body)}` },
      now,
    );
    expect(event).toMatchObject({ ok: true, value: { eventId: 'evt_1', subject: undefined } });
  });

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['no time', `v1=${'0'.repeat(64)}`],
    ['no signature', `t=${seconds}`],
    ['another scheme', `t=${seconds},v0=${'0'.repeat(64)}`],
    ['a short one', `t=${seconds},v1=00`],
    ['no number', `t=now,v1=${'0'.repeat(64)}`],
    ['nonsense', ',,==;'],
  ])('with the header: %s', async (_name, header) => {
    expect(await read('{}', header)).toBe('bad-signature');
  });

  test('two times in one header, of which one was signed', async () => {
    const body = '{}';
    const old = seconds - 9999;
    expect(await read(body, `t=${seconds},t=${old},v1=${v1(body, old)}`)).toBe('bad-signature');
    expect(await read(body, `t=${old},t=${seconds},v1=${v1(body)}`)).toBe('bad-signature');
  });

  test('an empty body', async () => {
    expect(await read('', `t=${seconds},v1=${v1('')}`)).not.toBe('believed');
  });
});
