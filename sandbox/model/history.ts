import type { Modal, WireMessage } from './types.ts';

/** What a history entry tells of: what a person did, or what became of a message. */
export type HistoryKind =
  | 'command'
  | 'click'
  | 'choice'
  | 'form'
  | 'submission'
  | 'message'
  | 'edit'
  | 'deletion';

/** One thing that happened, as it was then. */
export interface HistoryEntry {
  atMs: number;
  kind: HistoryKind;
  /** The user who did it. */
  userId: string;
  channelId: string;
  /** Set when only one user saw it. */
  onlyFor?: string;
  /** The message as it stood then, for messages and edits. */
  message?: WireMessage;
  /** The form that opened. */
  modal?: Modal;
  /** What was typed or pressed, for what people did. */
  words?: string;
}
