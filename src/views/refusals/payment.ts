import type { UnverifiedRefusal } from '../../app/payments/verifyPayment.ts';
import { formatMoney } from '../../domain/money.ts';
import type { PaymentRefusal } from '../../domain/paymentRefusal.ts';
import type { RefundRefusal } from '../../domain/refund.ts';
import { unreachable } from '../../domain/result.ts';
import type { UnpayableRefusal } from '../../ports/paymentProvider.ts';
import { mention, shownId, shownLine } from '../text.ts';
import { methodName } from '../words.ts';
import { moneyRefusalWords } from './money.ts';
import { withdrawalRefusalWords } from './withdrawal.ts';

/** Why something about a payment is not done, and what to do. */
export function paymentRefusalWords(
  refusal: Exclude<PaymentRefusal, RefundRefusal> | UnpayableRefusal | UnverifiedRefusal,
): [what: string, next: string] {
  switch (refusal.code) {
    case 'payment-due':
      return [
        `${formatMoney(refusal)} of this order is not paid yet`,
        'It can be completed once all of its price is paid. Ask the customer to run /pay.',
      ];
    case 'plan-too-fine':
      return [
        `${formatMoney(refusal.price)} can’t be divided into ${refusal.parts} payments`,
        'Choose fewer instalments or payers.',
      ];
    case 'plan-too-many':
      return [`That would be ${refusal.parts} payments`, `Choose at most ${refusal.most}.`];
    case 'payer-twice':
      return [`${mention(refusal.userId)} is named twice`, 'Name each payer once.'];
    case 'tax-not-read':
      return moneyRefusalWords(refusal.why, 'tax');
    case 'tax-other-currency':
      return [
        `The tax is in ${refusal.tax.currency}, but the amount in ${refusal.price.currency}`,
        `Write the tax in ${refusal.price.currency}, too.`,
      ];
    case 'tax-above-price':
      return [
        `The tax is more than the whole amount, ${formatMoney(refusal.price)}`,
        'In tax say how much of the amount is tax.',
      ];
    case 'charge-not-now':
      return [
        `Nothing more can be charged while the order is ${refusal.status}`,
        'Make a new order with /invoice instead.',
      ];
    case 'charge-options':
      return [
        `On a running order ${refusal.options.join(', ')} can’t be set`,
        'Nothing was charged. Leave that out, or choose another order_id to make a new order.',
      ];
    case 'too-many-payments':
      return [
        `This order has ${refusal.most} payments already`,
        'Make a new order with /invoice for what comes next.',
      ];
    case 'other-currency':
      return [
        `This order is in ${refusal.currency}, not in ${refusal.asked}`,
        `Write the amount in ${refusal.currency}.`,
      ];
    case 'nothing-to-pay':
      return ['There is nothing for you to pay here', 'Run /trackorder to see where the order stands.'];
    case 'payment-under-way':
      return [
        'Your payment is on its way already',
        'Some banks take days. You get a DM once it is in, or if you have to pay again.',
      ];
    case 'nothing-to-record':
      return [
        'That payment is recorded or paid already, or no longer asked for',
        `Nothing was changed. Run /pay order_id:${shownId(refusal.orderId)} to see what is still to be paid.`,
      ];
    case 'nothing-paid':
      return ['Nothing of this order is paid yet', 'Once something is, /receipt shows it. To pay, run /pay.'];
    case 'top-ups-off':
      return [
        'Wallets can’t be topped up here at present',
        'Nothing was taken. Pay an order directly with /pay, or ask staff.',
      ];
    case 'top-up-over':
      return [
        'This top-up is over: it was paid, or not in time',
        'Look at your wallet with /wallet; you can start another there.',
      ];
    case 'withdrawals-off':
    case 'withdrawal-short':
    case 'withdrawal-to-missing':
    case 'withdrawal-reason-missing':
    case 'withdrawal-not-found':
    case 'withdrawal-own':
    case 'withdrawal-over':
      return withdrawalRefusalWords(refusal);
    case 'provider-missing':
      return [
        `${methodName(refusal.provider)} is not set up here`,
        'Choose another way to pay, or ask staff how to pay.',
      ];
    case 'too-many-attempts':
      return [
        `This payment was begun ${refusal.most} times already`,
        'Please ask staff: they can record it, or ask for it anew.',
      ];
    case 'provider-failed':
      return providerFailedWords(refusal);
    case 'provider-takes-not':
      return unpayableWords(refusal);
    case 'payment-unverified':
      return [unverifiedWords(refusal), unverifiedNext(refusal)];
    default:
      return unreachable(refusal);
  }
}

function providerFailedWords({
  provider,
  why,
}: Extract<PaymentRefusal, { code: 'provider-failed' }>): [what: string, next: string] {
  const name = methodName(provider);
  switch (why) {
    case 'no-answer':
      return [`${name} does not answer right now`, 'Nothing was taken. Please try again in a minute.'];
    case 'keys':
      return [
        `${name} can’t be used here at present`,
        'Nothing was taken. Choose another way to pay, and please tell staff that it has to be set up anew.',
      ];
    case 'refused':
      return [
        `${name} did not accept this payment`,
        'Nothing was taken. Choose another way to pay, or ask staff.',
      ];
    default:
      return unreachable(why);
  }
}

function unverifiedWords({ provider, reference, why, found, orderId }: UnverifiedRefusal): string {
  const name = methodName(provider);
  const payment = `payment ${shownLine(reference, 60)}`;
  const amount = found === undefined ? 'something' : formatMoney(found);
  switch (why) {
    case 'not-found':
      return `${name} has no ${payment}`;
    case 'not-paid':
      return `${name} has no money of ${payment}`;
    case 'differs':
      return `${name} took ${amount} with ${payment}, which is another amount`;
    case 'refunded':
      return `${amount} of ${payment} went back already`;
    case 'other-order':
      return `${name} took ${payment} for an invoice of this bot`;
    case 'recorded':
      return orderId === undefined
        ? `Payment ${shownLine(reference, 60)} is recorded for another order already`
        : `Payment ${shownLine(reference, 60)} is recorded for order ${shownId(orderId)} already`;
    case 'no-answer':
      return `${name} can’t be asked about ${payment} right now`;
    case 'keys':
      return `${name} does not accept the bot’s keys, so it can’t be asked about ${payment}`;
    default:
      return unreachable(why);
  }
}

function unverifiedNext({ why }: UnverifiedRefusal): string {
  switch (why) {
    case 'recorded':
      return 'Nothing was recorded. Money counts for one order only: check the reference.';
    case 'no-answer':
      return 'Nothing was recorded. Try again in a minute, or set record_anyway to True.';
    case 'keys':
      return 'Nothing was recorded. Have whoever runs the bot set its keys anew, or set record_anyway to True.';
    default:
      return 'Nothing was recorded. Check the reference and the amount, or set record_anyway to True.';
  }
}

function unpayableWords({ provider, why, limit }: UnpayableRefusal): [what: string, next: string] {
  const name = methodName(provider);
  const next = 'Choose another way to pay, or ask staff.';
  switch (why) {
    case 'currency':
      return [`${name} does not take this currency`, next];
    case 'too-small':
    case 'too-large': {
      const bound =
        limit === undefined ? '' : ` ${why === 'too-small' ? 'below' : 'above'} ${formatMoney(limit)}`;
      return [`${name} takes no payment${bound}`, next];
    }
    case 'decimals':
      return [`${name} does not take these decimals in this currency`, next];
    default:
      return unreachable(why);
  }
}
