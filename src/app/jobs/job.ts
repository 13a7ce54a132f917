import type { Order } from '../../domain/order.ts';
import type { Reminder } from '../../domain/reminder.ts';
import type { Seal } from '../../domain/seal.ts';
import type { Withdrawal } from '../../domain/withdrawal.ts';
import type { ProviderName } from '../../ports/paymentProvider.ts';
import type { VaultKey } from '../../ports/vault.ts';
import type { EvidenceDesk, PaymentDesk } from '../desk.ts';
import type { PaymentDeed } from '../payments/checkPayment.ts';

/** What jobs work with. */
export type JobDesk = Pick<EvidenceDesk, 'store' | 'clock' | 'vault' | 'outbox' | 'report'> & PaymentDesk;

/** One thing a job did, or would do in a dry run. */
export type JobDeed =
  | { readonly kind: 'transfers sealed'; readonly guildId: string; readonly seal: Seal }
  | PaymentDeed
  | { readonly kind: 'review returned'; readonly order: Order }
  | { readonly kind: 'reminded'; readonly about: Reminder; readonly order: Order }
  | { readonly kind: 'dispute closed'; readonly order: Order }
  | { readonly kind: 'pictures deleted'; readonly order: Order; readonly pictures: number }
  /** Where it went; the withdrawal is as it is without that. */
  | { readonly kind: 'address deleted'; readonly withdrawal: Withdrawal }
  | {
      readonly kind: 'orphan deleted';
      readonly key: VaultKey;
      readonly storedAt: Date;
      readonly bytes: number;
    }
  | { readonly kind: 'events deleted'; readonly provider: ProviderName; readonly events: number };

/** How a job is run. */
export interface JobRun {
  /** Nothing is changed; `note` hears what would be done. */
  readonly dryRun: boolean;
  /** Once aborted, the job ends after what it has begun. What is left is done at its next time. */
  readonly signal: AbortSignal;
  readonly note: (deed: JobDeed) => void;
}

/** Work that is done by the clock. It may be stopped at any moment and run at any time, twice or late, without harm. */
export type Job = (desk: JobDesk, run: JobRun) => Promise<void>;
