import { html } from 'hono/html';
import { bill, type Html, page } from '../payments/page.ts';
import type { Funding, Order } from './model/types.ts';
import { toMoney } from './money.ts';
import { whyNotPayable } from './payer.ts';

/** What a payer may choose on the page, in words. */
export const FUNDINGS: Readonly<Record<Funding, string>> = {
  balance: 'PayPal balance',
  echeck: 'Bank account: pending for some days (eCheck)',
  declinedCard: 'Card that is declined',
  riskyCard: 'Card that is refused after all',
};

const provider = 'PayPal';

/** The page where an order is approved; `alert` says what just went wrong. */
export function approvalPage(order: Order, alert?: string): Html {
  const title = `Pay ${order.brandName ?? 'the seller'}`;
  const why = whyNotPayable(order);
  if (why !== undefined) return page({ provider, title, content: html`<p>${why}</p>` });
  const total = order.units.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  const currency = order.units[0]?.amount.currency ?? '';
  const write = (amountMinor: number) => {
    const { value, currency_code } = toMoney({ amountMinor, currency });
    return `${value} ${currency_code}`;
  };
  const lines = order.units.map(({ description, amount }) => ({
    name: description ?? 'Payment',
    price: write(amount.amountMinor),
  }));
  const choices = Object.entries(FUNDINGS).map(
    ([funding, name]) =>
      html`<label class="choice"><input type="radio" name="funding" value="${funding}"${
        funding === 'balance' ? ' checked' : ''
      }> ${name}</label>\n`,
  );
  const content = html`${bill(lines, write(total))}
<form method="post" action="/checkoutnow?token=${order.id}">
<fieldset><legend>Pay with</legend>
${choices}</fieldset>
<button name="action" value="pay">Log in &amp; pay</button>
<button name="action" value="cancel">Cancel and go back</button>
</form>`;
  return page({ provider, title, ...(alert === undefined ? {} : { alert }), content });
}

/** What a payer sees where there is nothing to lead them to, or no such order. */
export function messagePage(title: string, text: string): Html {
  return page({ provider, title, content: html`<p>${text}</p>` });
}
