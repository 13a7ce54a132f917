/**
 * What the page and the playground's server say to each other over the WebSocket, as JSON. Everything the server tells is
 * what one person sees; everything the page asks for is something that person does, or a switch of the builders' pane.
 */
import type { Choice } from '../sandbox/model/interactions.ts';
import type { Command, CommandOption, Component, Modal, WireMessage } from '../sandbox/model/types.ts';

export type { Choice, Command, CommandOption, Component, Modal, WireMessage };

/** Someone the visitor can be. */
export interface PersonCard {
  readonly id: string;
  readonly name: string;
  /** What they are in the server: `staff`, `customer`. */
  readonly part: string;
  /** How many messages notify them that they have not read. */
  readonly notifications: number;
  readonly takesDirectMessages: boolean;
}

/** A channel in the person's list; in `direct` are their direct messages with the bot. */
export interface PlaceCard {
  readonly id: string;
  readonly kind: 'text' | 'category' | 'direct';
  readonly name: string;
  readonly topic: string;
  readonly parentId: string | undefined;
  readonly unread: boolean;
  readonly notifications: number;
  readonly mayWrite: boolean;
  readonly mayAttach: boolean;
}

/** A member of the server. */
export interface MemberCard {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
  /** The names of their roles. */
  readonly roles: readonly string[];
}

/** A role that can be chosen and mentioned. */
export interface RoleCard {
  readonly id: string;
  readonly name: string;
}

/** All lists as the person sees them. */
export interface Frame {
  readonly kind: 'frame';
  readonly you: string;
  readonly server: { readonly id: string; readonly name: string };
  readonly botId: string;
  readonly people: readonly PersonCard[];
  readonly places: readonly PlaceCard[];
  readonly members: readonly MemberCard[];
  readonly roles: readonly RoleCard[];
}

/** A message as the person sees it. */
export interface ShownMessage {
  readonly wire: WireMessage;
  /** Whether only this person sees it. */
  readonly ephemeral: boolean;
  /** The command that it answers. */
  readonly command?: string;
}

/** What the page shows of a channel once it is opened. */
export interface OpenedChannel {
  readonly kind: 'channel';
  readonly id: string;
  readonly messages: readonly ShownMessage[];
  readonly commands: {
    readonly slash: readonly Command[];
    readonly onMessages: readonly Command[];
    readonly onPeople: readonly Command[];
  };
}

/** What became of something the person did. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'form'; readonly form: string; readonly modal: Modal }
  | { readonly kind: 'choices'; readonly choices: readonly Choice[] }
  /** The person could not do it; nothing was sent to the bot. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The bot did not answer, or said nothing that can be seen. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One line of the builders' pane. */
export interface TrafficEntry {
  readonly id: number;
  readonly atMs: number;
  readonly kind: 'rest' | 'event' | 'fault' | 'bot';
  /** `POST /channels/:channel/messages`, `INTERACTION_CREATE`. */
  readonly title: string;
  /** `200`, `1 client`. */
  readonly result: string;
  /** What it carried, for reading. */
  readonly detail: string;
}

/** Whether the bot's process is there, and connected. */
export type BotState = 'starting' | 'running' | 'stopped';

/** The faults that are switched on, beside what each person's card says. */
export interface FaultState {
  /** By how much every answer of Discord is late. */
  readonly slowMs: number;
  /** How many requests will still be answered with 429, and with 500. */
  readonly rateLimits: number;
  readonly failures: number;
}

/** What the server tells. */
export type FromServer =
  | Frame
  | OpenedChannel
  | { readonly kind: 'message'; readonly channel: string; readonly message: ShownMessage }
  | { readonly kind: 'gone'; readonly channel: string; readonly id: string }
  | { readonly kind: 'outcome'; readonly of: number; readonly outcome: Outcome }
  | { readonly kind: 'bot'; readonly state: BotState }
  | { readonly kind: 'faults'; readonly faults: FaultState }
  | { readonly kind: 'traffic'; readonly entries: readonly TrafficEntry[] };

/** What someone gives to an option, a select or a field of a form; files were uploaded before. */
export type Given =
  | string
  | number
  | boolean
  | { readonly kind: 'user' | 'role' | 'channel'; readonly id: string }
  | { readonly kind: 'file'; readonly id: string };

/** A fault to switch. */
export type FaultSwitch =
  | { readonly kind: 'direct messages'; readonly person: string; readonly open: boolean }
  | { readonly kind: 'slow'; readonly byMs: number }
  | { readonly kind: 'rate limit'; readonly times: number }
  | { readonly kind: 'fail'; readonly times: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'start' };

/** Something the visitor does. */
export type Deed =
  | { readonly kind: 'be'; readonly person: string }
  | { readonly kind: 'open'; readonly channel: string }
  | {
      readonly kind: 'slash';
      readonly channel: string;
      readonly command: string;
      readonly options: Readonly<Record<string, Given>>;
    }
  | {
      readonly kind: 'suggest';
      readonly channel: string;
      readonly command: string;
      readonly options: Readonly<Record<string, Given>>;
      readonly focused: string;
    }
  | { readonly kind: 'press'; readonly channel: string; readonly message: string; readonly customId: string }
  | {
      readonly kind: 'choose';
      readonly channel: string;
      readonly message: string;
      readonly customId: string;
      readonly values: readonly Given[];
    }
  | {
      readonly kind: 'submit';
      readonly form: string;
      readonly values: Readonly<Record<string, readonly Given[]>>;
    }
  | {
      readonly kind: 'say';
      readonly channel: string;
      readonly content: string;
      readonly files: readonly string[];
    }
  | {
      readonly kind: 'use on message';
      readonly channel: string;
      readonly message: string;
      readonly command: string;
    }
  | {
      readonly kind: 'use on person';
      readonly channel: string;
      readonly person: string;
      readonly command: string;
    }
  | { readonly kind: 'dismiss'; readonly channel: string; readonly message: string }
  | { readonly kind: 'watch traffic'; readonly on: boolean }
  | { readonly kind: 'fault'; readonly fault: FaultSwitch };

/** A deed with the number under which its outcome comes back. */
export interface FromPage {
  readonly number: number;
  readonly deed: Deed;
}
