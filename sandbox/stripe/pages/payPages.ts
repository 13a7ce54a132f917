import { Hono } from 'hono';
import { html } from 'hono/html';
import type Stripe from 'stripe';
import { bill, type Html, PAGE_HEADERS, page } from '../../payments/page.ts';
import type { ProviderEnv } from '../../payments/server.ts';
import { write } from '../model/currencies.ts';
import { payByBank, payByCard } from '../model/payments.ts';
import type { StoredSession, World } from '../model/world.ts';

const provider = 'Stripe';

/** The pages on which people pay: `/pay/cs_…`. They work without scripts. */
export function payPages(world: World, seller: string): Hono<ProviderEnv> {
  const show = (
    session: StoredSession | undefined,
    more: { alert?: string; status?: number } = {},
  ): Response | Promise<Response> => {
    const parts = session ? pageOf(session, seller) : unknownPage;
    const body = page({ provider, ...parts, ...(more.alert === undefined ? {} : { alert: more.alert }) });
    const headers = { ...PAGE_HEADERS, 'Content-Type': 'text/html; charset=utf-8' };
    const respond = (text: unknown) =>
      new Response(String(text), { status: session ? (more.status ?? 200) : 404, headers });
    return body instanceof Promise ? body.then(respond) : respond(body);
  };

  return new Hono<ProviderEnv>()
    .get('/pay/:id', ({ req }) => show(world.sessions.get(req.param('id'))))
    .post('/pay/:id', async (context) => {
      const id = context.req.param('id');
      const session = world.sessions.get(id);
      // Whoever had the page open while it was closed sees how it stands.
      if (session?.wire.status !== 'open') return show(session);
      const form = new URLSearchParams(await context.req.text());
      const email = form.get('email')?.trim();
      const payer = email ? { email } : {};
      if (form.get('method') === 'bank') {
        payByBank(world, id, payer);
        return context.redirect(returnUrl(session.wire), 303);
      }
      const attempt = payByCard(world, id, form.get('card_number') ?? '', payer);
      if (attempt.outcome === 'paid') return context.redirect(returnUrl(session.wire), 303);
      const { message } = attempt.why;
      return show(session, { alert: `${message} You can try another card.`, status: 402 });
    });
}

/** Where a payer goes after paying. */
export function returnUrl({ id, success_url: url }: Stripe.Checkout.Session): string {
  return (url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id);
}

const unknownPage = {
  title: 'There is no such page',
  content: html`<p>Check the link, or ask for a new one where you got it.</p>`,
};

function pageOf({ wire, lineItems }: StoredSession, seller: string): { title: string; content: Html } {
  const currency = wire.currency ?? '';
  const total = write(wire.amount_total ?? 0, currency);
  const lines = lineItems.map(({ description, quantity, amount_total: amount }) => ({
    name: (quantity ?? 1) > 1 ? `${description} × ${quantity}` : (description ?? ''),
    price: write(amount, currency),
  }));
  const amounts = bill(lines, total);
  if (wire.status === 'expired') {
    const content = html`<p>Nothing was paid here. Ask ${seller} for a new link.</p>${back(wire, seller)}`;
    return { title: 'This page has expired', content };
  }
  if (wire.status === 'complete') {
    const isPaid = wire.payment_status === 'paid';
    const words = isPaid
      ? 'Your payment has arrived.'
      : 'Your bank is working on it. The money arrives later.';
    const content = html`<p>${words}</p>${amounts}<p><a href="${returnUrl(wire)}">Return to ${seller}</a></p>`;
    return { title: isPaid ? 'Paid' : 'Payment under way', content };
  }
  const content = html`${amounts}
<form method="post">
${wire.customer_email === null ? emailField : html`<p>Paid by ${wire.customer_email}</p>`}
<fieldset>
<legend>Card</legend>
<label for="card_number">Card number</label>
<input id="card_number" name="card_number" inputmode="numeric" autocomplete="off" value="4242 4242 4242 4242" aria-describedby="cards">
<p id="cards">4242 4242 4242 4242 is accepted, 4000 0000 0000 0002 is declined.</p>
<button name="method" value="card">Pay ${total} by card</button>
</fieldset>
<fieldset>
<legend>Bank debit</legend>
<p>The money arrives later, or not at all.</p>
<button name="method" value="bank">Pay ${total} by bank debit</button>
</fieldset>
</form>
${back(wire, seller)}`;
  return { title: `Pay ${seller}`, content };
}

const emailField = html`<label for="email">Email (optional)</label>
<input id="email" name="email" type="email" autocomplete="email">`;

function back({ cancel_url: url }: Stripe.Checkout.Session, seller: string): Html | string {
  return url === null ? '' : html`<p><a href="${url}">Back to ${seller} without paying</a></p>`;
}
