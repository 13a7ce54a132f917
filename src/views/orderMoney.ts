import { heldMinorOf } from '../domain/heldMoney.ts';
import { amountMinor, currencyCode, formatMoney } from '../domain/money.ts';
import type { Order, OrderEvent } from '../domain/order.ts';
import { mention } from './text.ts';

/** What of an ended order's money is back with this person, as a sentence that follows another; '' when nothing is. */
export function moneyBackTo(userId: string, { moneyBack }: OrderEvent): string {
  const share = moneyBack?.shares.find((each) => each.userId === userId);
  if (moneyBack === undefined || share === undefined) return '';
  return ` ${money(share.amountMinor, moneyBack.currency)} is back in your wallet. See /wallet.`;
}

/** The same for staff: everyone who got something back. */
export function moneyBackToAll({ moneyBack }: OrderEvent): string {
  if (moneyBack === undefined) return '';
  const shares = moneyBack.shares.map(
    ({ userId, amountMinor: minor }) =>
      `${money(minor, moneyBack.currency)} is back in the wallet of ${mention(userId)}`,
  );
  return ` ${shares.join(', ')}.`;
}

/** How much is held for an order; undefined when nothing is. */
export function heldFor(order: Order): string | undefined {
  const held = heldMinorOf(order);
  return held === 0 ? undefined : money(held, order.currency);
}

/** Who got what when an order was completed, as a sentence that follows another; '' when nothing was paid out. */
export function paidOutWords({ payout, workerId }: Order): string {
  if (payout === undefined) return '';
  const { workerMinor, platformMinor, taxMinor, currency } = payout;
  const shares = [
    ...(workerMinor === 0 || workerId === undefined
      ? []
      : [`${money(workerMinor, currency)} to ${mention(workerId)}`]),
    ...(platformMinor === 0 ? [] : [`${money(platformMinor, currency)} to the platform`]),
    ...(taxMinor === 0 ? [] : [`${money(taxMinor, currency)} tax`]),
  ];
  return shares.length === 0 ? '' : ` Paid out: ${shares.join(', ')}.`;
}

/** An amount as stored, for people. */
export function money(minor: number, currency: string): string {
  return formatMoney({ amountMinor: amountMinor(minor), currency: currencyCode(currency) });
}
