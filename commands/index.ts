import { addorder } from './addorder.ts';
import { assign } from './assign.ts';
import type { Command } from './command.ts';
import { dispute } from './dispute.ts';
import { invoice } from './invoice.ts';
import { listorders } from './listorders.ts';
import { myorders } from './myorders.ts';
import { pay } from './pay.ts';
import { receipt } from './receipt.ts';
import { refund } from './refund.ts';
import { review } from './review.ts';
import { service } from './service.ts';
import { setup } from './setup.ts';
import { stats } from './stats.ts';
import { submitevidence } from './submitevidence.ts';
import { trackorder } from './trackorder.ts';
import { updateorder } from './updateorder.ts';
import { wallet } from './wallet.ts';
import { withdrawals } from './withdrawals.ts';

/** Every command there is. */
export const commands: readonly Command[] = [
  addorder,
  invoice,
  pay,
  receipt,
  refund,
  assign,
  updateorder,
  trackorder,
  myorders,
  listorders,
  submitevidence,
  review,
  dispute,
  wallet,
  withdrawals,
  setup,
  service,
  stats,
];
