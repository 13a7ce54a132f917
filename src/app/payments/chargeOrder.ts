import { chargeExtra } from '../../domain/invoice.ts';
import { parseMoney } from '../../domain/money.ts';
import type { Person } from '../../domain/order.ts';
import { isUnpaid, type Payment, priceOf } from '../../domain/payment.ts';
import type { PaymentMethod } from '../../domain/paymentMethod.ts';
import { receivePayment } from '../../domain/receivePayment.ts';
import { type Result, refuse } from '../../domain/result.ts';
import { cleanLine } from '../../domain/text.ts';
import { readSettings } from '../access.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from '../changeOrder.ts';
import { readPayments } from '../commitChange.ts';
import type { Desk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';

/** Asks for something more on a running order. Staff only. */
export async function chargeOrder(
  desk: Desk,
  request: ChangeRequest & {
    readonly amount: string;
    readonly description: string;
    /** Who pays it; the order's customer where it is missing. */
    readonly payer?: (Person & { readonly bot: boolean }) | undefined;
  },
): Promise<Result<ChangedFrom, Refusal>> {
  const settings = await readSettings(desk.store, request.guildId);
  const price = parseMoney(request.amount, settings);
  if (!price.ok) return price;
  const { payer } = request;
  if (payer?.bot) return refuse({ code: 'customer-is-bot' });
  return changeOneOrder(desk, request, 'add order', async (order, occasion, reads) =>
    chargeExtra(
      order,
      await readPayments(reads, order),
      {
        payer: payer ?? { userId: order.userId, username: order.username },
        price: price.value,
        description: cleanLine(request.description).slice(0, 200),
      },
      settings.paymentPatience,
      occasion,
    ),
  );
}

/**
 * Records that an unpaid payment was made outside, in cash or by bank transfer for instance. Staff only. Refuses with
 * `nothing-to-record` where it is paid, recorded or let go of already.
 */
export async function recordPayment(
  desk: Desk,
  request: ChangeRequest & {
    /** Which of the order's payments; the first unpaid one where it is missing. */
    readonly number?: number | undefined;
    readonly method: Exclude<PaymentMethod, 'wallet'>;
    readonly reference?: string | undefined;
  },
): Promise<Result<ChangedFrom, Refusal>> {
  const { defaultCurrency } = await readSettings(desk.store, request.guildId);
  const isMeant = (payment: Payment) =>
    isUnpaid(payment) && (request.number === undefined || payment.number === request.number);
  return changeOneOrder(desk, request, 'add order', async (order, occasion, reads) => {
    const payments = await readPayments(reads, order);
    const payment = payments.find(isMeant);
    if (payment === undefined) return refuse({ code: 'nothing-to-record', orderId: order.orderId });
    const reference = cleanLine(request.reference ?? '').slice(0, 100) || undefined;
    const received = { money: priceOf(payment), method: request.method, reference };
    return { ok: true, value: receivePayment(order, payments, payment, received, occasion, defaultCurrency) };
  });
}
