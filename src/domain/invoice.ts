import { billsOf } from './bill.ts';
import { changeOrder } from './change.ts';
import { type Money, type MoneyRefusal, sumOf } from './money.ts';
import { newOrder, type OrderDetails } from './newOrder.ts';
import type { Change, Occasion, Order, Person } from './order.ts';
import type { Patience } from './patience.ts';
import { factsOf, newPayment, type Payment, paymentIdOf, paymentLimits, paymentStatusOf } from './payment.ts';
import { firstCheckAt } from './paymentClock.ts';
import type { PlannedPayment } from './paymentPlan.ts';
import { ok, type Result, refuse } from './result.ts';
import { rowOf, type Status } from './status.ts';

/** An order that is still to be paid, every field checked; the planned payments sum to its price. */
export interface OrderToInvoice extends OrderDetails {
  readonly plan: readonly [PlannedPayment, ...PlannedPayment[]];
  /** Tax that is part of the price. */
  readonly taxIncludedMinor?: number | undefined;
  readonly patience: Patience;
}

/** Why the tax that staff name in a price is not taken. */
export type TaxRefusal =
  | { readonly code: 'tax-not-read'; readonly why: MoneyRefusal }
  | { readonly code: 'tax-other-currency'; readonly tax: Money; readonly price: Money }
  | { readonly code: 'tax-above-price'; readonly price: Money };

/** The tax in a price, as someone wrote it: of the price's currency, and no more than it. */
export function checkTax(tax: Result<Money, MoneyRefusal>, price: Money): Result<Money, TaxRefusal> {
  if (!tax.ok) return refuse({ code: 'tax-not-read', why: tax.refusal });
  if (tax.value.currency !== price.currency)
    return refuse({ code: 'tax-other-currency', tax: tax.value, price });
  return tax.value.amountMinor > price.amountMinor ? refuse({ code: 'tax-above-price', price }) : tax;
}

/** Makes an unpaid order: Pending Payment, with the payments it waits for. Throws when they don't sum to its price. */
export function invoiceOrder(input: OrderToInvoice, occasion: Occasion): Change {
  const { plan, taxIncludedMinor } = input;
  if (sumOf(plan.map(({ price }) => price)) !== input.price.amountMinor)
    throw new RangeError('The planned payments are not the price');
  const made = newOrder(
    input,
    {
      status: 'Pending Payment',
      paymentMethod: 'unpaid',
      paymentStatus: 'Pending',
      paymentCount: plan.length,
      heldMinor: 0,
    },
    occasion,
  );
  const order: Order = taxIncludedMinor === undefined ? made : { ...made, taxIncludedMinor };
  const payments = plan.map((planned, index) =>
    paymentOf(order, planned, 'price', index + 1, input.patience, occasion),
  );
  const { by, at } = occasion;
  return {
    order,
    events: [
      {
        sequence: 1,
        at,
        kind: 'invoiced',
        by: by.userId,
        byUsername: by.username,
        to: 'Pending Payment',
        bills: billsOf(payments),
        ...(order.notes === '' ? {} : { notes: order.notes }),
      },
    ],
    payments,
  };
}

/** Why something more is not charged. */
export type ChargeRefusal =
  | { readonly code: 'charge-not-now'; readonly status: Status }
  | { readonly code: 'too-many-payments'; readonly most: number }
  | { readonly code: 'other-currency'; readonly asked: string; readonly currency: string };

/** Asks for something more on an order that has not ended; it becomes part of the price once it is paid. */
export function chargeExtra(
  order: Order,
  payments: readonly Payment[],
  charge: { readonly payer: Person; readonly price: Money; readonly description: string },
  patience: Patience,
  occasion: Occasion,
): Result<Change, ChargeRefusal> {
  const { stage } = rowOf(order.workflow, order.status);
  if (stage === 'ended' || stage === 'contested' || order.paymentCount === undefined)
    return refuse({ code: 'charge-not-now', status: order.status });
  if (charge.price.currency !== order.currency)
    return refuse({ code: 'other-currency', asked: charge.price.currency, currency: order.currency });
  const number = order.paymentCount + 1;
  if (number > paymentLimits.payments)
    return refuse({ code: 'too-many-payments', most: paymentLimits.payments });
  const planned = { ...charge, beforeStart: false, dueAt: occasion.at };
  const payment = paymentOf(order, planned, 'extra', number, patience, occasion);
  const change = changeOrder(
    order,
    {
      kind: 'charged',
      payment: factsOf(payment),
      bills: billsOf([payment]),
      notes: charge.description || undefined,
    },
    { paymentCount: number, paymentStatus: paymentStatusOf([...payments, payment]) },
    occasion,
  );
  return ok({ ...change, payments: [payment] });
}

function paymentOf(
  order: Order,
  { payer, price, description, beforeStart, dueAt }: PlannedPayment,
  purpose: 'price' | 'extra',
  number: number,
  patience: Patience,
  { at, by, operationId }: Occasion,
): Payment {
  return newPayment({
    guildId: order.guildId,
    paymentId: paymentIdOf(order.orderKey, number),
    orderKey: order.orderKey,
    number,
    purpose,
    payerId: payer.userId,
    payerUsername: payer.username,
    price,
    description,
    beforeStart,
    dueAt,
    patience,
    nextCheckAt: firstCheckAt(dueAt, patience),
    createdAt: at,
    createdBy: by.userId,
    operationId,
  });
}
