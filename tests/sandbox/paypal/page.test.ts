import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import { Client } from './client.ts';

const BACK = 'https://desk.example/back';
const NO = 'https://desk.example/no';

let clock: ManualClock;
let paypal: PayPal;
let client: Client;

beforeEach(async () => {
  clock = new ManualClock();
  paypal = await startPayPal({ clock });
  client = new Client(paypal);
});

afterEach(() => paypal.close());

/** Creates an order and opens its page, as the payer does by its link. */
async function open(context: object = { return_url: BACK, cancel_url: NO, brand_name: 'Pixel Forge' }) {
  const order = await client.create(
    '150.00',
    { description: 'Website <b>' },
    { application_context: context },
  );
  const url = String(order.json('links.1.href'));
  return { id: String(order.json('id')), url, text: await (await fetch(url)).text() };
}

/** Presses a button on the page, and does not follow where it leads. */
function press(url: string, action: 'pay' | 'cancel', funding = 'balance'): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams({ action, funding }), redirect: 'manual' });
}

test('says what is paid to whom, and offers ways to pay', async () => {
  const { text } = await open();
  expect(text).toContain('<h1>Pay Pixel Forge</h1>');
  expect(text).toContain('Website &lt;b&gt;');
  expect(text).toContain('150.00 USD');
  for (const words of ['PayPal balance', 'eCheck', 'declined', 'Log in &amp; pay', 'Cancel and go back']) {
    expect(text).toContain(words);
  }
});

test('leads back once it is approved, and the money can be taken', async () => {
  const { id, url } = await open();
  const pressed = await press(url, 'pay');
  expect(pressed.status).toBe(303);
  expect(pressed.headers.get('location')).toBe(`${BACK}?token=${id}&PayerID=MIAPAYS2PAYER`);
  expect((await client.get(id)).json('status')).toBe('APPROVED');
  expect((await client.capture(id)).status).toBe(201);
  expect(await (await fetch(url)).text()).toContain('already approved');
  expect((await press(url, 'pay')).status).toBe(409);
});

test('leads away when it is cancelled, and can be paid later all the same', async () => {
  const { id, url } = await open();
  const pressed = await press(url, 'cancel');
  expect(pressed.headers.get('location')).toBe(`${NO}?token=${id}`);
  expect((await client.get(id)).json('status')).toBe('CREATED');
  expect((await press(url, 'pay')).status).toBe(303);
});

test('takes what is declined, pending or refused after all', async () => {
  const declined = await open();
  await press(declined.url, 'pay', 'declinedCard');
  expect((await client.capture(declined.id)).issues).toEqual(['INSTRUMENT_DECLINED']);
  expect(await (await fetch(declined.url)).text()).toContain('Pay with');
  await press(declined.url, 'pay', 'echeck');
  const captured = await client.capture(declined.id);
  expect(captured.json('purchase_units.0.payments.captures.0.status')).toBe('PENDING');
  const risky = await open();
  await press(risky.url, 'pay', 'riskyCard');
  const refused = await client.capture(risky.id);
  expect(refused.json('purchase_units.0.payments.captures.0.status')).toBe('DECLINED');
});

test('asks again for a way to pay that there is not', async () => {
  const { url, id } = await open();
  const pressed = await press(url, 'pay', 'gold');
  expect([pressed.status, (await pressed.text()).includes('role="alert"')]).toEqual([400, true]);
  expect((await client.get(id)).json('status')).toBe('CREATED');
});

test('says what to do where it leads nowhere', async () => {
  const { url } = await open({});
  expect(await (await press(url, 'cancel')).text()).toContain('You can close this page.');
  expect(await (await press(url, 'pay')).text()).toContain('Thank you');
});

test('that ran out, or never was, says so', async () => {
  const { url } = await open();
  clock.advance(3 * 60 * 60 * 1000);
  for (const answer of [
    await fetch(url),
    await press(url, 'pay'),
    await fetch(`${paypal.origin}/checkoutnow`),
  ]) {
    expect([answer.status, (await answer.text()).includes('Ask for a new link')]).toEqual([404, true]);
  }
});
