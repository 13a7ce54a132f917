import { formatMoney } from '../domain/money.ts';
import type { Receipt, ReceiptLine } from '../domain/receipt.ts';
import type { Message } from '../ports/messenger.ts';
import type { PrintedReceipt } from '../ports/receiptPrinter.ts';
import { linesWithin, shownId, shownLine } from './text.ts';
import { methodName } from './words.ts';

/** A receipt as it is drawn. */
export function printedReceipt(receipt: Receipt, serverName: string | undefined, at: Date): PrintedReceipt {
  return {
    title: `Receipt for order ${receipt.orderId}`,
    facts: [...(serverName === undefined ? [] : [serverName]), `Customer: ${receipt.customer}`],
    lines: receipt.lines.map((line) => ({
      what: line.what,
      detail: detailOf(line),
      amount: formatMoney(line.money),
    })),
    sums: sumsOf(receipt),
    foot: `Made on ${dayOf(at)}. This is a receipt of what was paid, not a tax invoice.`,
  };
}

/** The answer with a receipt: its figures as text, and the picture to keep. */
export function receiptMessage(receipt: Receipt, picture: Uint8Array): Message {
  const lines = receipt.lines.map(
    (line) =>
      `- **${formatMoney(line.money)}** ${shownLine(line.what, 400)} · ${shownLine(detailOf(line), 300)}`,
  );
  const sums = sumsOf(receipt).map(({ what, amount }) => `${what}: **${amount}**`);
  const shownLines = linesWithin(lines, 1600, (leftOut) => `-# … and ${leftOut} more, all in the picture`);
  return {
    content: [`🧾 Receipt for order ${shownId(receipt.orderId)}`, ...shownLines, sums.join(' · ')].join('\n'),
    files: [
      {
        name: `receipt-${receipt.orderId}.png`,
        bytes: picture,
        description: `Receipt for order ${receipt.orderId}: ${formatMoney(receipt.paid)} paid`,
      },
    ],
  };
}

function sumsOf({ paid, refunded, taxIncluded }: Receipt): PrintedReceipt['sums'] {
  return [
    ...(taxIncluded === undefined ? [] : [{ what: 'Tax in the price', amount: formatMoney(taxIncluded) }]),
    ...(refunded.amountMinor === 0 ? [] : [{ what: 'Refunded', amount: formatMoney(refunded) }]),
    { what: 'Paid', amount: formatMoney(paid) },
  ];
}

function detailOf({ payer, method, reference, paidAt, refunded }: ReceiptLine): string {
  const back = refunded.amountMinor === 0 ? [] : [`${formatMoney(refunded)} refunded`];
  const known = reference === undefined ? [] : [`reference ${reference}`];
  return [`${methodName(method)} by ${payer}`, dayOf(paidAt), ...known, ...back].join(', ');
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
