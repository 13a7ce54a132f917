import { describe, expect, test } from 'vitest';
import { receiptOf } from '../../src/domain/receipt.ts';
import { anOrder, at } from '../support/anOrder.ts';
import { aPayment } from '../support/aPayment.ts';

const order = anOrder({ service: 'Website', paymentCount: 1, taxIncludedMinor: 1_900 });

describe('a receipt', () => {
  test('has each payment with what it was for, who paid it how and when, and its reference', () => {
    const extra = aPayment({
      number: 2,
      description: 'Express',
      method: 'wallet',
      reference: undefined,
      capturedMinor: 750,
      captures: [],
      payerUsername: 'leo',
    });
    expect(receiptOf(order, [aPayment(), extra])).toMatchObject({
      orderId: order.orderId,
      customer: 'mia',
      lines: [
        {
          what: 'Website',
          payer: 'mia',
          money: { amountMinor: 10_000, currency: 'USD' },
          method: 'stripe',
          reference: 'pi_1',
          paidAt: at(10),
        },
        {
          what: 'Website: Express',
          payer: 'leo',
          money: { amountMinor: 750 },
          method: 'wallet',
          reference: undefined,
        },
      ],
      paid: { amountMinor: 10_750 },
      refunded: { amountMinor: 0 },
      taxIncluded: { amountMinor: 1_900 },
    });
  });

  test('says what was bought as it was called when it was paid', () => {
    const snapshot = { service: 'Web page', totalMinor: 10_000 };
    expect(receiptOf(order, [aPayment({ snapshot })])?.lines).toMatchObject([{ what: 'Web page' }]);
  });

  test('says what went back of each payment, and of all', () => {
    const refunded = aPayment({ status: 'Partially Refunded', refundedMinor: 4_000 });
    expect(receiptOf(order, [refunded])).toMatchObject({
      lines: [{ refunded: { amountMinor: 4_000 } }],
      paid: { amountMinor: 10_000 },
      refunded: { amountMinor: 4_000 },
    });
  });

  test('is over what paid for the order: nothing unpaid, and nothing that only went to a wallet', () => {
    const unpaid = aPayment({
      status: 'Pending',
      capturedMinor: 0,
      captures: [],
      method: undefined,
      paidAt: undefined,
    });
    const late = aPayment({ status: 'Completed', credited: true });
    expect(receiptOf(order, [unpaid, late])).toBeUndefined();
    expect(receiptOf(order, [unpaid, late, aPayment()])?.lines).toHaveLength(1);
  });
});
