import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { SeenPayments } from '../app/payments/seePayments.ts';
import { amountMinor, formatMoney, type Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import { isUnderWay, isUnpaid, keptMinor, type Payment, priceOf } from '../domain/payment.ts';
import { waitingEndsAt } from '../domain/paymentClock.ts';
import { type PaymentMethod, paymentMethods } from '../domain/paymentMethod.ts';
import type { Message } from '../ports/messenger.ts';
import type { ProviderName } from '../ports/paymentProvider.ts';
import { button } from './button.ts';
import { ago, cut, dateTime, linesWithin, mention, shownId, shownLine } from './text.ts';
import { methodName } from './words.ts';

/** The providers as the buttons name them. */
export const payLabels: Readonly<Record<ProviderName, string>> = { stripe: 'Pay by card', paypal: 'PayPal' };

/** The ways to pay, as buttons; what is paid is the presser's first unpaid payment of the order. */
export function payRow(
  { guildId, orderKey }: Pick<Order, 'guildId' | 'orderKey'>,
  providers: readonly ProviderName[],
): APIActionRowComponent<APIComponentInMessageActionRow> {
  const where = `${guildId}:${orderKey}`;
  return {
    type: ComponentType.ActionRow,
    components: [
      ...providers.map((name) => button(payLabels[name], `pay:page:${name}:${where}`, ButtonStyle.Primary)),
      button('Wallet', `pay:wallet:${where}`),
    ],
  };
}

/** What is to be paid of an order and what was, with the ways to pay; staff can record a payment made elsewhere. */
export function paymentsMessage(seen: SeenPayments): Message {
  const { order, payments, next, isStaff } = seen;
  const title = `💳 Order ${shownId(order.orderId)} · ${shownLine(order.service, 100)} · ${order.amount}`;
  const unpaid = payments.filter(isUnpaid);
  // What is to be paid comes first, in its order; then the newest.
  const ordered = [...unpaid, ...payments.filter((payment) => !isUnpaid(payment)).reverse()];
  const lines = linesWithin(
    ordered.map((payment) => paymentLine(payment, isStaff)),
    1600,
    (leftOut) => {
      const due = unpaid.length - (payments.length - leftOut);
      return `-# … and ${leftOut} more${due > 0 ? `, ${due === leftOut ? 'all' : due} of them to be paid` : ''}`;
    },
  );
  const wallet = next === undefined ? [] : [`Your wallet has ${formatMoney(next.wallet)}.`];
  const nothing =
    next === undefined && !isStaff && payments.length > 0
      ? ['There is nothing for you to pay at the moment.']
      : [];
  const none = payments.length === 0 ? ['It was recorded as paid.'] : [];
  const [first] = unpaid;
  return {
    content: [title, ...none, ...lines, ...nothing, ...wallet].join('\n'),
    embeds: [],
    components: [
      ...(next === undefined ? [] : [payRow(order, next.providers)]),
      ...(isStaff && first !== undefined ? [recordRow(order, first)] : []),
    ],
  };
}

function paymentLine(payment: Payment, forStaff: boolean): string {
  const what = payment.description === '' ? '' : ` · ${shownLine(payment.description, 80)}`;
  const who = forStaff ? ` · ${mention(payment.payerId)}` : '';
  return `- **${formatMoney(priceOf(payment))}**${what}${who} · ${stateOf(payment)}`;
}

function stateOf(payment: Payment): string {
  const { status, paidAt, dueAt, createdAt, method } = payment;
  const until = dueAt > createdAt ? undefined : waitingEndsAt(payment);
  switch (status) {
    case 'Pending':
      if (isUnderWay(payment)) return 'on its way, which can take days with some banks';
      return until === undefined ? `to be paid, due ${ago(dueAt)}` : `to be paid until ${dateTime(until)}`;
    case 'Failed':
      return `did not go through, please try again`;
    case 'Expired':
      return 'no longer asked for';
    case 'Completed':
      return `paid ${method === undefined ? '' : `with ${methodName(method)} `}${paidAt === undefined ? '' : dateTime(paidAt)}`.trim();
    default: {
      const kept = formatMoney({ ...priceOf(payment), amountMinor: keptMinor(payment) });
      return `${status}, ${kept} of it kept`;
    }
  }
}

/** Lets staff record that this payment was made outside; it names the payment, so that a second press means no other. */
function recordRow(
  { guildId, orderKey }: Order,
  payment: Payment,
): APIActionRowComponent<APIComponentInMessageActionRow> {
  const { number, description } = payment;
  const what = [formatMoney(priceOf(payment)), ...(description === '' ? [] : [cut(description, 80)])];
  const methods = paymentMethods.filter(
    (method): method is Exclude<PaymentMethod, 'wallet'> => method !== 'wallet',
  );
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: `pay:record:${guildId}:${orderKey}:${number}`,
        placeholder: `Record ${what.join(' · ')} as made…`,
        options: methods.map((method) => ({ label: methodName(method), value: method })),
      },
    ],
  };
}

/** Sends a payer to the page of a provider. */
export function payPageMessage(order: Order, payment: Payment, provider: ProviderName, url: string): Message {
  return payLink(priceOf(payment), `for order ${partOf(order, payment)}`, provider, url);
}

/** The order, and which part of it is paid: a button that was on another part pays the next. */
function partOf({ orderId }: Order, { description }: Payment): string {
  return `${shownId(orderId)}${description === '' ? '' : ` (${shownLine(description, 80)})`}`;
}

/** The link to a page on which an amount is paid; `what` follows the amount. */
export function payLink(money: Money, what: string, provider: ProviderName, url: string): Message {
  const price = formatMoney(money);
  const link: APIButtonComponent = {
    type: ComponentType.Button,
    style: ButtonStyle.Link,
    label: `Pay ${price}`.slice(0, 80),
    url,
  };
  return {
    content: [
      `💳 ${price} ${what} with ${provider === 'stripe' ? 'your card' : methodName(provider)}.`,
      'Press the button to open the payment page. You get a DM here as soon as the payment is in.',
    ].join('\n'),
    embeds: [],
    components: [{ type: ComponentType.ActionRow, components: [link] }],
  };
}

/** Asks before money leaves a wallet: what it has, what it would have. */
export function walletQuestion(order: Order, payment: Payment, wallet: Money): Message {
  const price = priceOf(payment);
  const id = shownId(order.orderId);
  const left = wallet.amountMinor - price.amountMinor;
  if (left < 0)
    return {
      content: `❌ Your wallet has ${formatMoney(wallet)}, order ${id} needs ${formatMoney(price)}.\nChoose another way to pay with /pay order_id:${id}, or ask staff how to add to your wallet.`,
      embeds: [],
      components: [],
    };
  const after = formatMoney({ ...wallet, amountMinor: amountMinor(left) });
  const where = `${order.guildId}:${order.orderKey}:${payment.number}`;
  return {
    content: `👛 Pay ${formatMoney(price)} for order ${partOf(order, payment)} from your wallet?\nIt has ${formatMoney(wallet)} now, and ${after} afterwards.`,
    embeds: [],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          button(`Pay ${formatMoney(price)}`.slice(0, 80), `pay:confirm:${where}`, ButtonStyle.Primary),
          button('Not now', 'pay:keep'),
        ],
      },
    ],
  };
}

/** Answers someone who paid from their wallet. */
export function paidFromWalletAnswer(order: Order, price: Money, wallet: Money): Message {
  return {
    content: `✅ ${formatMoney(price)} for order ${shownId(order.orderId)} is paid. Your wallet has ${formatMoney(wallet)} now.`,
    embeds: [],
    components: [],
  };
}

/** Answers someone who decided not to pay now. */
export function notPaidAnswer(): Message {
  return { content: '✅ Nothing was paid. Run /pay whenever you like.', embeds: [], components: [] };
}
