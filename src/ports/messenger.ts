import type { APIEmbed, APIMessageTopLevelComponent } from 'discord.js';

/** A file that goes with an answer. */
export interface MessageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a screen reader says of it. */
  readonly description: string;
}

/** A message as Orderly writes it. Nothing in it ever pings: the adapter sends it with no allowed mentions. */
export interface Message {
  /** What a notification and a transcript show: the message must make sense by this alone. */
  readonly content: string;
  readonly embeds?: APIEmbed[];
  readonly components?: APIMessageTopLevelComponent[];
  /** Only in answers to interactions: what is pushed to people carries no files. */
  readonly files?: readonly MessageFile[];
}

/**
 * What became of a message: `sent`, or `closed` when it can't ever arrive this way (the person takes no direct messages
 * or left, the channel is gone or not the bot's to write in).
 */
export type Sent = 'sent' | 'closed';

/** Sends messages outside of any interaction. Throws when Discord could not be asked: try again later. */
export interface Messenger {
  /** `nonce` (at most 25 characters) makes a repeat within a few minutes return the first message instead of a second. */
  sendDirect(userId: string, message: Message, nonce: string): Promise<Sent>;
  sendToChannel(channelId: string, message: Message, nonce: string): Promise<Sent>;
  /** Posts a message that will be changed later; answers its id, or undefined when the channel is closed to the bot. */
  post(channelId: string, message: Message, nonce: string): Promise<string | undefined>;
  /** Changes a posted message; `closed` when it is gone. */
  edit(channelId: string, messageId: string, message: Message): Promise<Sent>;
}
