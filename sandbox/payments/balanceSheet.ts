/** What a provider's own books say of one currency, in minor units. */
export interface ProviderTotals {
  /** All that was ever paid. */
  readonly capturedMinor: number;
  /** Given back, and not returned since because it failed. */
  readonly refundedMinor: number;
  /** Withdrawn for disputes, and not reinstated since. */
  readonly disputedMinor: number;
}

/** A provider's totals by currency code in capitals. */
export type BalanceSheet = Readonly<Record<string, ProviderTotals>>;

/** Adds entries up into a balance sheet. */
export function sumUp(
  entries: Iterable<{ currency: string; column: keyof ProviderTotals; amountMinor: number }>,
): BalanceSheet {
  const sheet: Record<string, ProviderTotals> = {};
  for (const { currency, column, amountMinor } of entries) {
    const code = currency.toUpperCase();
    const totals = sheet[code] ?? { capturedMinor: 0, refundedMinor: 0, disputedMinor: 0 };
    sheet[code] = { ...totals, [column]: totals[column] + amountMinor };
  }
  return sheet;
}
