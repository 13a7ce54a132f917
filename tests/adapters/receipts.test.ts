import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pngReceipts, receiptSvg } from '../../src/adapters/receipts/pngReceipts.ts';
import { receiptOf } from '../../src/domain/receipt.ts';
import { printedReceipt } from '../../src/views/receipt.ts';
import { anOrder, at } from '../support/anOrder.ts';
import { aPayment } from '../support/aPayment.ts';

/** The receipt of an order of these payments, as it is printed. */
function printed(service: string, payments = [aPayment()], serverName = 'Pixel Forge') {
  const receipt = receiptOf(anOrder({ service, taxIncludedMinor: 1_900 }), payments);
  if (receipt === undefined) throw new Error('Nothing was paid');
  return printedReceipt(receipt, serverName, at(60));
}

test('the picture has the server, the customer, each line with its reference, the tax and the sums', () => {
  const refunded = aPayment({ number: 2, description: 'Express', reference: 'pi_2', refundedMinor: 4_000 });
  const svg = receiptSvg(printed('Website', [aPayment(), refunded]));
  for (const words of [
    'Receipt for order ABC123',
    'Pixel Forge',
    'Customer: mia',
    '>Website<',
    'Website: Express',
    'Stripe by mia',
    'reference pi_1',
    'reference pi_2, $40.00 refunded',
    'Tax in the price',
    '$19.00',
    'Refunded',
    '$40.00',
    '>Paid<',
    '$200.00',
    'not a tax invoice',
  ])
    expect(svg).toContain(words);
});

test('what was typed can’t become part of the drawing', () => {
  const svg = receiptSvg(printed('<script>&"', [aPayment()], '</svg><image href="x"/>'));
  expect(svg).toContain('&lt;script&gt;&amp;&quot;');
  expect(svg).not.toMatch(/<script|<image/);
});

test('a reference is never cut, however long it and the payer’s name are', () => {
  const reference = `cs_live_${'a1B2'.repeat(15)}`;
  const payment = aPayment({ reference, payerUsername: 'm'.repeat(32), refundedMinor: 4_000 });
  const svg = receiptSvg(printed('Website', [payment]));
  expect(svg).toContain(`>${reference},`);
  expect(svg.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain(', $40.00 refunded');
  const endless = receiptSvg(printed('Website', [aPayment({ reference: 'x'.repeat(200) })]));
  expect(endless.match(/x/g)?.length).toBeGreaterThanOrEqual(200);
  expect(endless).not.toContain('…');
});

test('it is a picture as high as it has lines', async () => {
  const printer = pngReceipts();
  const size = async (count: number) => {
    const payments = Array.from({ length: count }, (_, index) => aPayment({ number: index + 1 }));
    return sharp(await printer.print(printed('Website', payments))).metadata();
  };
  const [one, three] = [await size(1), await size(3)];
  expect([one.format, one.width, three.width]).toEqual(['png', 1000, 1000]);
  expect(three.height).toBeGreaterThan(one.height);
});
