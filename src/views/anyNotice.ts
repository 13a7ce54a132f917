import type { Delivery } from '../domain/notice.ts';
import { type AnyNotice, isWalletNotice } from '../domain/outbox.ts';
import type { Message } from '../ports/messenger.ts';
import { type NoticeContext, noticeMessage } from './notice.ts';
import { walletNoticeMessage } from './walletNotice.ts';

/** The message of one delivery, about an order or about a wallet. */
export function anyNoticeMessage(notice: AnyNotice, delivery: Delivery, context: NoticeContext): Message {
  return isWalletNotice(notice)
    ? walletNoticeMessage(notice, delivery, context)
    : noticeMessage(notice, delivery, context);
}
