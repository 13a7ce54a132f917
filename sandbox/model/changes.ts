import type { Message } from './types.ts';

/** Something that a Discord client would show differently now. */
export type Change =
  /** A message was posted, changed or removed; what only one person sees is among them, and what is still awaited. */
  | { kind: 'message'; message: Message }
  /** A server, its channels, roles or members, or who takes direct messages. */
  | { kind: 'places' }
  /** The commands that the bot has registered. */
  | { kind: 'commands' }
  /** What somebody has read or put away. */
  | { kind: 'reading'; userId: string };
