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

/**
 * What an order's end means to someone who pays for it, as the rest of a sentence that says so and one that follows.
 * What is back with them stands in `events`, and so does whether they were still asked for something.
 */
export function endForPayer(userId: string, events: readonly OrderEvent[]): string {
  const nothingLeft = isNoLongerAsked(userId, events) ? ', so there is nothing left for you to pay' : '';
  return `${nothingLeft}.${events.map((event) => moneyBackTo(userId, event)).join('')}`;
}

/** Whether someone was asked for a payment until these events. */
export function isNoLongerAsked(userId: string, events: readonly OrderEvent[]): boolean {
  return events.some(({ noLongerAsked }) => noLongerAsked?.includes(userId));
}

/** What of an ended order's money is back with whom, for staff. */
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
