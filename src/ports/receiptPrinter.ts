/** A receipt as it is drawn: texts only, each at most a line. */
export interface PrintedReceipt {
  readonly title: string;
  /** Facts under the title, such as the order's id and the customer. */
  readonly facts: readonly string[];
  /** What was paid for, each with its amount and what there is to say of it. */
  readonly lines: readonly { readonly what: string; readonly detail: string; readonly amount: string }[];
  /** Sums, the last one the most important. */
  readonly sums: readonly { readonly what: string; readonly amount: string }[];
  readonly foot: string;
}

/** Draws receipts. */
export interface ReceiptPrinter {
  /** A PNG of the receipt. */
  print(receipt: PrintedReceipt): Promise<Uint8Array>;
}
