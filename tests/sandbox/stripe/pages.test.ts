import { afterEach, beforeEach, expect, test } from 'vitest';
import { order, type Started, start } from './start.ts';

let at: Started;

beforeEach(async () => {
  at = await start({ seller: 'Pixel <Forge>' });
});

afterEach(() => at.local.close());

const open = async (more = {}) => {
  const { id, url } = await at.stripe.checkout.sessions.create(order(more));
  return { id, url: url ?? '' };
};

const get = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
};

/** Presses a button of the page, without following where it leads. */
const press = async (url: string, method: string, fields: Record<string, string> = {}) => {
  const body = new URLSearchParams({ ...fields, method });
  const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  return { status: answer.status, to: answer.headers.get('location'), html: await answer.text() };
};

const card = { card_number: '4242 4242 4242 4242' };

test('the page names seller, lines and total, and loads nothing from anywhere', async () => {
  const { url } = await open();
  const { status, html, headers } = await get(url);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).toContain('<h1>Pay Pixel &lt;Forge&gt;</h1>');
  expect(html).toContain('<dt>Website design</dt><dd>12.34 EUR</dd>');
  expect(html).toContain('<label for="card_number">Card number</label>');
  expect(html).toContain('Pay 12.34 EUR by card');
  expect(html).toContain('href="https://example.com/back"');
  expect(html).not.toMatch(/<script|<link|<img|src=|@import/);
});

test('what the seller wrote can’t break the page', async () => {
  const price = { currency: 'eur', unit_amount: 500, product_data: { name: '<script>alert(1)</script>' } };
  const { url } = await open({
    line_items: [{ price_data: price, quantity: 2 }],
    cancel_url: 'https://a.example/?"><b>',
  });
  const { html } = await get(url);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; × 2');
  expect(html).not.toContain('<script');
  expect(html).not.toContain('"><b>');
});

test('paying by card leads back to the seller, and the page says that it is paid', async () => {
  const { id, url } = await open();
  expect(await press(url, 'card', { ...card, email: 'mia@example.com' })).toMatchObject({
    status: 303,
    to: `https://example.com/thanks?session=${id}`,
  });
  const session = await at.stripe.checkout.sessions.retrieve(id);
  expect(session).toMatchObject({
    payment_status: 'paid',
    customer_details: { email: 'mia@example.com' },
  });
  const { html } = await get(url);
  expect(html).toContain('<h1>Paid</h1>');
  expect(html).not.toContain('<form');
  expect((await press(url, 'card', card)).html).toContain('<h1>Paid</h1>');
  expect(at.local.balanceSheet().EUR?.capturedMinor).toBe(1234);
});

test.each([
  ['4000000000000002', 'Your card was declined.'],
  ['4000 0000 0000 9995', 'Your card has insufficient funds.'],
  ['1234', 'Your card number is incorrect.'],
  ['', 'Your card number is incorrect.'],
])('with the card %s the page says what is wrong, and another can be tried', async (number, words) => {
  const { url } = await open();
  const { status, html } = await press(url, 'card', { card_number: number });
  expect(status).toBe(402);
  expect(html).toContain(`role="alert">${words} You can try another card.</p>`);
  expect((await press(url, 'card', card)).status).toBe(303);
});

test('a bank debit leads back, too, and the page says that the money is not there yet', async () => {
  const { id, url } = await open();
  expect((await press(url, 'bank')).status).toBe(303);
  expect((await get(url)).html).toContain('<h1>Payment under way</h1>');
  at.local.settle(id);
  expect((await get(url)).html).toContain('<h1>Paid</h1>');
});

test('a page that has expired takes nothing', async () => {
  const { id, url } = await open();
  at.local.expire(id);
  expect((await get(url)).html).toContain('<h1>This page has expired</h1>');
  expect((await press(url, 'card', card)).html).toContain('<h1>This page has expired</h1>');
  expect(at.local.balanceSheet()).toEqual({});
});

test('an address of no page says so', async () => {
  const { status, html } = await get(`${at.local.origin}/pay/cs_test_none`);
  expect([status, html.includes('<h1>There is no such page</h1>')]).toEqual([404, true]);
});
