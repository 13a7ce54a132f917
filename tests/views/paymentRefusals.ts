import type { UnverifiedRefusal } from '../../src/app/payments/verifyPayment.ts';
import type { Refusal } from '../../src/app/refusal.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { PaymentRefusal } from '../../src/domain/paymentRefusal.ts';
import type { RefundRefusal } from '../../src/domain/refund.ts';
import type { UnpayableRefusal } from '../../src/ports/paymentProvider.ts';
import { mia } from '../support/anOrder.ts';

type Code = (Exclude<PaymentRefusal, RefundRefusal> | UnpayableRefusal | UnverifiedRefusal)['code'];
type Example<One> = readonly [refusal: Extract<Refusal, { code: One }>, what: string, next: string];

const usd = (minor: number) => ({ amountMinor: amountMinor(minor), currency: currencyCode('USD') });

/** One of each refusal about payments, with the words a person reads. */
export const paymentRefusals: { readonly [One in Code]: readonly Example<One>[] } = {
  'payment-due': [
    [
      { code: 'payment-due', ...usd(5_000) },
      '$50.00 of this order is not paid yet',
      'It can be completed once all of its price is paid. Ask the customer to run /pay.',
    ],
  ],
  'plan-too-fine': [
    [
      { code: 'plan-too-fine', price: usd(3), parts: 4 },
      '$0.03 can’t be divided into 4 payments',
      'Choose fewer instalments or payers.',
    ],
  ],
  'plan-too-many': [
    [{ code: 'plan-too-many', parts: 36, most: 30 }, 'That would be 36 payments', 'Choose at most 30.'],
  ],
  'payer-twice': [
    [{ code: 'payer-twice', userId: mia.userId }, `<@${mia.userId}> is named twice`, 'Name each payer once.'],
  ],
  'tax-not-read': [
    [
      { code: 'tax-not-read', why: { code: 'money-not-understood' } },
      'I can’t read that tax',
      'Write it like $15.00, 1.50 EUR or 500 Gold.',
    ],
    [
      { code: 'tax-not-read', why: { code: 'money-ambiguous', readings: [usd(150), usd(15_000)] } },
      'That tax could mean $1.50 or $150.00',
      'Write it again the way it is shown here.',
    ],
    [
      {
        code: 'tax-not-read',
        why: { code: 'money-too-precise', currency: currencyCode('USD'), decimals: 2 },
      },
      'USD has at most 2 decimals',
      'Round the tax and try again.',
    ],
    [
      { code: 'tax-not-read', why: { code: 'money-not-positive' } },
      'The tax must be more than zero',
      'Write it like $15.00, or leave tax out.',
    ],
    [
      { code: 'tax-not-read', why: { code: 'money-too-large', most: usd(100_000_000_000) } },
      'The tax is more than $1,000,000,000.00',
      'Check it for a digit too many.',
    ],
    [
      { code: 'tax-not-read', why: { code: 'currency-unknown', word: 'Gord' } },
      "I don’t know the currency 'Gord' of the tax",
      'Use a code such as USD or EUR, or a currency of this server such as Gold.',
    ],
  ],
  'tax-other-currency': [
    [
      {
        code: 'tax-other-currency',
        tax: { ...usd(1_000), currency: currencyCode('EUR') },
        price: usd(10_000),
      },
      'The tax is in EUR, but the amount in USD',
      'Write the tax in USD, too.',
    ],
  ],
  'tax-above-price': [
    [
      { code: 'tax-above-price', price: usd(10_000) },
      'The tax is more than the whole amount, $100.00',
      'In tax say how much of the amount is tax.',
    ],
  ],
  'charge-not-now': [
    [
      { code: 'charge-not-now', status: 'Complete' },
      'Nothing more can be charged while the order is Complete',
      'Make a new order with /invoice instead.',
    ],
  ],
  'charge-options': [
    [
      { code: 'charge-options', options: ['instalments', 'tax'] },
      'On a running order instalments, tax can’t be set',
      'Nothing was charged. Leave that out, or choose another order_id to make a new order.',
    ],
  ],
  'too-many-payments': [
    [
      { code: 'too-many-payments', most: 30 },
      'This order has 30 payments already',
      'Make a new order with /invoice for what comes next.',
    ],
  ],
  'other-currency': [
    [
      { code: 'other-currency', asked: 'EUR', currency: 'USD' },
      'This order is in USD, not in EUR',
      'Write the amount in USD.',
    ],
  ],
  'nothing-to-pay': [
    [
      { code: 'nothing-to-pay' },
      'There is nothing for you to pay here',
      'Run /trackorder to see where the order stands.',
    ],
  ],
  'payment-under-way': [
    [
      { code: 'payment-under-way' },
      'Your payment is on its way already',
      'Some banks take days. You get a DM once it is in, or if you have to pay again.',
    ],
  ],
  'nothing-to-record': [
    [
      { code: 'nothing-to-record', orderId: 'ABC123' },
      'That payment is recorded or paid already, or no longer asked for',
      'Nothing was changed. Run /pay order_id:ABC123 to see what is still to be paid.',
    ],
  ],
  'nothing-paid': [
    [
      { code: 'nothing-paid' },
      'Nothing of this order is paid yet',
      'Once something is, /receipt shows it. To pay, run /pay.',
    ],
  ],
  'top-ups-off': [
    [
      { code: 'top-ups-off' },
      'Wallets can’t be topped up here at present',
      'Nothing was taken. Pay an order directly with /pay, or ask staff.',
    ],
  ],
  'top-up-over': [
    [
      { code: 'top-up-over' },
      'This top-up is over: it was paid, or not in time',
      'Look at your wallet with /wallet; you can start another there.',
    ],
  ],
  'withdrawals-off': [
    [
      { code: 'withdrawals-off' },
      'Nothing can be withdrawn from wallets here at present',
      'What you have stays yours: pay orders from it with /pay, or ask staff.',
    ],
  ],
  'withdrawal-short': [
    [
      { code: 'withdrawal-short', balance: usd(4_999), missing: usd(1), has: [usd(4_999)] },
      'Your wallet has $49.99, that is $0.01 too little',
      'Nothing was taken. Ask for at most what it has.',
    ],
    [
      {
        code: 'withdrawal-short',
        balance: usd(0),
        missing: usd(1),
        has: [{ ...usd(500), currency: currencyCode('EUR') }],
      },
      'Your wallet has $0.00, that is $0.01 too little',
      'Nothing was taken. It has €5.00: write the currency, too.',
    ],
  ],
  'withdrawal-to-missing': [
    [
      { code: 'withdrawal-to-missing' },
      'It does not say where the money should go',
      'Nothing was taken. Write a PayPal address or a bank account, for example.',
    ],
  ],
  'withdrawal-reason-missing': [
    [
      { code: 'withdrawal-reason-missing' },
      'A refusal needs a reason',
      'Say in a few words why it is not paid.',
    ],
  ],
  'withdrawal-not-found': [
    [{ code: 'withdrawal-not-found' }, 'There is no such withdrawal', 'Run /withdrawals to see what waits.'],
  ],
  'withdrawal-own': [
    [
      { code: 'withdrawal-own' },
      'Nobody confirms their own withdrawal',
      'Ask someone else on staff to press Confirm paid, or Refuse it and have it back in your wallet. If you are alone, give someone you trust the admin role (/setup roles) or Manage Server first.',
    ],
  ],
  'withdrawal-over': [
    [
      { code: 'withdrawal-over', state: 'Paid', by: mia },
      `This withdrawal was confirmed as paid by <@${mia.userId}> already`,
      'Nothing was changed. Run /withdrawals to see what still waits.',
    ],
    [
      { code: 'withdrawal-over', state: 'Refused', by: mia },
      `This withdrawal was refused by <@${mia.userId}> already`,
      'Nothing was changed. Run /withdrawals to see what still waits.',
    ],
  ],
  'provider-missing': [
    [
      { code: 'provider-missing', provider: 'paypal' },
      'PayPal is not set up here',
      'Choose another way to pay, or ask staff how to pay.',
    ],
  ],
  'too-many-attempts': [
    [
      { code: 'too-many-attempts', most: 20 },
      'This payment was begun 20 times already',
      'Please ask staff: they can record it, or ask for it anew.',
    ],
  ],
  'provider-failed': [
    [
      { code: 'provider-failed', provider: 'stripe', why: 'no-answer' },
      'Stripe does not answer right now',
      'Nothing was taken. Please try again in a minute.',
    ],
    [
      { code: 'provider-failed', provider: 'stripe', why: 'keys' },
      'Stripe can’t be used here at present',
      'Nothing was taken. Choose another way to pay, and please tell staff that it has to be set up anew.',
    ],
    [
      { code: 'provider-failed', provider: 'paypal', why: 'refused' },
      'PayPal did not accept this payment',
      'Nothing was taken. Choose another way to pay, or ask staff.',
    ],
  ],
  'provider-takes-not': [
    [
      { code: 'provider-takes-not', provider: 'stripe', why: 'currency' },
      'Stripe does not take this currency',
      'Choose another way to pay, or ask staff.',
    ],
    [
      { code: 'provider-takes-not', provider: 'stripe', why: 'too-small', limit: usd(50) },
      'Stripe takes no payment below $0.50',
      'Choose another way to pay, or ask staff.',
    ],
    [
      { code: 'provider-takes-not', provider: 'paypal', why: 'too-large', limit: usd(1_000_000) },
      'PayPal takes no payment above $10,000.00',
      'Choose another way to pay, or ask staff.',
    ],
    [
      { code: 'provider-takes-not', provider: 'paypal', why: 'decimals' },
      'PayPal does not take these decimals in this currency',
      'Choose another way to pay, or ask staff.',
    ],
  ],
  'payment-unverified': [
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'not-found' },
      'Stripe has no payment pi\\_1',
      'Nothing was recorded. Check the reference and the amount, or set record_anyway to True.',
    ],
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'not-paid' },
      'Stripe has no money of payment pi\\_1',
      'Nothing was recorded. Check the reference and the amount, or set record_anyway to True.',
    ],
    [
      {
        code: 'payment-unverified',
        provider: 'stripe',
        reference: 'pi_1',
        why: 'differs',
        found: usd(10_000),
      },
      'Stripe took $100.00 with payment pi\\_1, which is another amount',
      'Nothing was recorded. Check the reference and the amount, or set record_anyway to True.',
    ],
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'refunded', found: usd(500) },
      '$5.00 of payment pi\\_1 went back already',
      'Nothing was recorded. Check the reference and the amount, or set record_anyway to True.',
    ],
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'other-order' },
      'Stripe took payment pi\\_1 for an invoice of this bot',
      'Nothing was recorded. Check the reference and the amount, or set record_anyway to True.',
    ],
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'recorded', orderId: 'A-1' },
      'Payment pi\\_1 is recorded for order A-1 already',
      'Nothing was recorded. Money counts for one order only: check the reference.',
    ],
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'recorded' },
      'Payment pi\\_1 is recorded for another order already',
      'Nothing was recorded. Money counts for one order only: check the reference.',
    ],
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'no-answer' },
      'Stripe can’t be asked about payment pi\\_1 right now',
      'Nothing was recorded. Try again in a minute, or set record_anyway to True.',
    ],
    [
      { code: 'payment-unverified', provider: 'stripe', reference: 'pi_1', why: 'keys' },
      'Stripe does not accept the bot’s keys, so it can’t be asked about payment pi\\_1',
      'Nothing was recorded. Have whoever runs the bot set its keys anew, or set record_anyway to True.',
    ],
  ],
};
