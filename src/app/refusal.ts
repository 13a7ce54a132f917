import type { AssignRefusal } from '../domain/assignOrder.ts';
import type { CancelRefusal } from '../domain/cancelUnpaid.ts';
import type { SettingsRefusal } from '../domain/changeSettings.ts';
import type { DeadlineRefusal } from '../domain/deadline.ts';
import type { SubmissionRefusal } from '../domain/evidence.ts';
import type { LedgerRefusal } from '../domain/ledger.ts';
import type { MoneyRefusal } from '../domain/money.ts';
import type { DisputeRefusal } from '../domain/openDispute.ts';
import type { OrderIdRefusal } from '../domain/orderId.ts';
import type { PaymentRefusal } from '../domain/paymentRefusal.ts';
import type { Action } from '../domain/permissions.ts';
import type { ResolutionRefusal } from '../domain/resolveDispute.ts';
import type { ReviewRefusal } from '../domain/reviewOrder.ts';
import type { ServiceRefusal } from '../domain/service.ts';
import type { SubmitRefusal } from '../domain/submitEvidence.ts';
import type { Titled } from '../domain/titled.ts';
import type { UpdateRefusal } from '../domain/updateOrder.ts';
import type { UnpayableRefusal } from '../ports/paymentProvider.ts';
import type { ImageProblem } from './keepPictures.ts';
import type { UnverifiedRefusal } from './payments/verifyPayment.ts';

/** Everything a use case may answer instead of doing what was asked; views render each code. */
export type Refusal =
  | { readonly code: 'permission-denied'; readonly needs: 'staff' | 'support' | 'reviewer' }
  | { readonly code: 'not-allowed'; readonly action: Action; readonly titled: Titled }
  | { readonly code: 'order-not-found' }
  | { readonly code: 'order-needed' }
  | { readonly code: 'no-orders-yet' }
  | { readonly code: 'order-id-taken'; readonly orderId: string }
  | { readonly code: 'customer-is-bot' }
  | { readonly code: 'advertiser-is-bot' }
  | { readonly code: 'staff-is-bot' }
  | { readonly code: 'offer-gone' }
  | { readonly code: 'confirmation-gone' }
  | CancelRefusal
  | { readonly code: 'too-many-services'; readonly typed: string }
  | SettingsRefusal
  | ServiceRefusal
  | AssignRefusal
  | ReviewRefusal
  | SubmitRefusal
  | SubmissionRefusal
  | ImageProblem
  | LedgerRefusal
  | PaymentRefusal
  | DisputeRefusal
  | ResolutionRefusal
  | UnpayableRefusal
  | UnverifiedRefusal
  | OrderIdRefusal
  | MoneyRefusal
  | DeadlineRefusal
  | UpdateRefusal;
