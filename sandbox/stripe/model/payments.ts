import type Stripe from 'stripe';
import { move } from './balance.ts';
import { type Card, cards, type Decline, digitsOf, unknownCard } from './cards.ts';
import { newCharge } from './charges.ts';
import { impossible } from './errors.ts';
import { intentFor, intentOf } from './intents.ts';
import { customerOf, sessionOf } from './sessions.ts';
import type { StoredSession, World } from './world.ts';

/** What a payer gives on the page. */
export interface Payer {
  readonly email?: string;
}

/** What became of an attempt. */
export type Attempted =
  | { readonly outcome: 'paid' }
  | { readonly outcome: 'declined'; readonly why: Decline };

/** Pays with a card: at once, or not at all. */
export function payByCard(world: World, sessionId: string, number: string, payer: Payer): Attempted {
  const session = openSession(world, sessionId);
  const digits = digitsOf(number);
  const card = cards.get(digits);
  // A number that can't be one never reaches a bank.
  if (!card) return { outcome: 'declined', why: unknownCard };
  const charge = begin(world, session, payer, cardMethod(digits, card));
  if (card.decline) {
    fail(world, charge, card.decline);
    return { outcome: 'declined', why: card.decline };
  }
  if (card.refunds === 'pending') world.slowRefunds.add(charge.id);
  finish(session.wire);
  succeed(world, charge, 'charge');
  session.wire.payment_status = 'paid';
  world.emit('checkout.session.completed', session.wire);
  return { outcome: 'paid' };
}

/** Pays by bank debit: the session is complete, the money comes later (`settle`) or never (`bounce`). */
export function payByBank(world: World, sessionId: string, payer: Payer): void {
  const session = openSession(world, sessionId);
  const charge = begin(world, session, payer, bankMethod);
  const intent = intentOf(world, String(charge.payment_intent));
  intent.status = 'processing';
  finish(session.wire);
  world.emit('payment_intent.processing', intent);
  world.emit('charge.pending', charge);
  world.emit('checkout.session.completed', session.wire);
}

/** The money of a bank debit arrives. */
export function settle(world: World, sessionId: string): void {
  const { wire, charge } = processing(world, sessionId);
  succeed(world, charge, 'payment');
  wire.payment_status = 'paid';
  world.emit('checkout.session.async_payment_succeeded', wire);
}

/** The money of a bank debit does not arrive. */
export function bounce(world: World, sessionId: string, why: Decline): void {
  const { wire, charge } = processing(world, sessionId);
  fail(world, charge, why);
  world.emit('checkout.session.async_payment_failed', wire);
}

function openSession(world: World, id: string): StoredSession {
  const session = sessionOf(world, id);
  if (session.wire.status !== 'open') throw impossible(`This Checkout Session is ${session.wire.status}.`);
  return session;
}

function processing(world: World, id: string): { wire: Stripe.Checkout.Session; charge: Stripe.Charge } {
  const { wire } = sessionOf(world, id);
  const intent = world.intents.get(String(wire.payment_intent));
  const charge = world.charges.get(String(intent?.latest_charge));
  if (intent?.status !== 'processing' || !charge)
    throw impossible('No money is on its way for this session.');
  return { wire, charge };
}

/** A charge under way. */
function begin(
  world: World,
  session: StoredSession,
  payer: Payer,
  method: Stripe.Charge.PaymentMethodDetails,
): Stripe.Charge {
  const { wire } = session;
  const email = payer.email ?? wire.customer_email;
  if (email !== null) wire.customer_details = customerOf(email);
  const intent = intentFor(world, session);
  // What stands on the page is what is paid, however it came to stand there.
  intent.amount = wire.amount_total ?? 0;
  intent.currency = wire.currency ?? '';
  intent.payment_method = world.id('pm');
  const charge = newCharge(world, intent, method, email);
  intent.latest_charge = charge.id;
  return charge;
}

/** The page is done with. */
function finish(wire: Stripe.Checkout.Session): void {
  wire.status = 'complete';
  wire.url = null;
}

function succeed(world: World, charge: Stripe.Charge, movement: 'charge' | 'payment'): void {
  const intent = intentOf(world, String(charge.payment_intent));
  charge.balance_transaction = move(world, movement, {
    source: charge.id,
    amount: charge.amount,
    currency: charge.currency,
  }).id;
  charge.amount_captured = charge.amount;
  charge.captured = true;
  charge.paid = true;
  charge.status = 'succeeded';
  intent.amount_received = charge.amount;
  intent.last_payment_error = null;
  intent.status = 'succeeded';
  world.emit('charge.succeeded', charge);
  world.emit('payment_intent.succeeded', intent);
}

function fail(world: World, charge: Stripe.Charge, why: Decline): void {
  const intent = intentOf(world, String(charge.payment_intent));
  charge.failure_code = why.code;
  charge.failure_message = why.message;
  charge.outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'declined_by_network',
    reason: why.declineCode,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
  charge.status = 'failed';
  intent.payment_method = null;
  intent.last_payment_error = {
    charge: charge.id,
    code: why.code,
    decline_code: why.declineCode,
    message: why.message,
    type: 'card_error',
  };
  intent.status = 'requires_payment_method';
  world.emit('charge.failed', charge);
  world.emit('payment_intent.payment_failed', intent);
}

function cardMethod(digits: string, { brand }: Card): Stripe.Charge.PaymentMethodDetails {
  return {
    card: {
      amount_authorized: null,
      authorization_code: null,
      brand,
      checks: null,
      country: 'US',
      electronic_commerce_indicator: null,
      exp_month: 12,
      exp_year: 2034,
      funding: 'credit',
      installments: null,
      last4: digits.slice(-4),
      mandate: null,
      network: brand,
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
    type: 'card',
  };
}

const bankMethod: Stripe.Charge.PaymentMethodDetails = {
  sepa_debit: {
    bank_code: '37040044',
    branch_code: null,
    country: 'DE',
    fingerprint: null,
    last4: '3000',
    mandate: null,
  },
  type: 'sepa_debit',
};
