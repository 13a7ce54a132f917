import type { Delivery } from '../domain/notice.ts';
import type { Charts } from '../ports/charts.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageJudge } from '../ports/imageJudge.ts';
import type { Providers } from '../ports/paymentProvider.ts';
import type { ReceiptPrinter } from '../ports/receiptPrinter.ts';
import type { Store } from '../ports/store.ts';
import type { Vault } from '../ports/vault.ts';

/** Delivers notices after their commit. It reads them from the store, so nothing is lost when a process ends. */
export interface Outbox {
  /**
   * Says that a notice was just committed, and resolves with what became of its deliveries at the first attempt, or with
   * undefined when that is not known in time (another process delivers, Discord does not answer). Never rejects.
   */
  announce(noticeId: string): Promise<readonly Delivery[] | undefined>;
}

/** What every use case works with. */
export interface Desk {
  readonly store: Store;
  readonly clock: Clock;
  readonly outbox: Outbox;
  /** Tells whoever runs the bot of something that is wrong and does not end the work. */
  readonly report?: (error: unknown) => void;
}

/** What use cases about evidence work with besides. */
export interface EvidenceDesk extends Desk {
  readonly imageJudge: ImageJudge;
  readonly vault: Vault;
  readonly charts: Charts;
}

/** What use cases about payments through providers work with besides. */
export interface PaymentDesk extends Desk {
  /** Empty where none is set up. */
  readonly providers: Providers;
  /** Where payers come back to, without a slash at the end; undefined where no provider is set up. */
  readonly publicUrl: string | undefined;
}

/** What commands and events work with: all there is. */
export type WholeDesk = EvidenceDesk & PaymentDesk & { readonly receipts: ReceiptPrinter };
