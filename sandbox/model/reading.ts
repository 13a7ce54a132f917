import { snowflakeTimeMs } from './snowflake.ts';
import { CHANNEL, type Channel, MESSAGE_FLAG, type Message, type User } from './types.ts';
import type { World } from './world.ts';

/** What somebody has not read in a channel yet. */
export interface Unread {
  /** How many messages came since they last looked. */
  messages: number;
  /** How many of them notify: those that mention them or a role of theirs, and every direct message. */
  notifications: number;
}

/** Notes that a user has read everything in a channel. */
export function markRead(world: World, user: User, channel: Channel): void {
  const last = channel.last_message_id;
  const read = world.readUpTo.get(user.id) ?? new Map<string, string>();
  world.readUpTo.set(user.id, read);
  if (!last || read.get(channel.id) === last) return;
  read.set(channel.id, last);
  world.changed({ kind: 'reading', userId: user.id });
}

/** What a user has not read in a channel; what came before they joined counts as read, and what only one person sees. */
export function unreadIn(world: World, user: User, channel: Channel): Unread {
  const member = world.guilds.get(channel.guild_id ?? '')?.members.get(user.id);
  const direct = channel.type === CHANNEL.direct;
  const readUpTo = BigInt(world.readUpTo.get(user.id)?.get(channel.id) ?? 0);
  const joinedMs = direct ? 0 : Date.parse(member?.joined_at ?? '');
  const unread: Unread = { messages: 0, notifications: 0 };
  // The newest come last.
  for (const message of [...(world.messages.get(channel.id)?.values() ?? [])].reverse()) {
    const { id } = message.wire;
    if (BigInt(id) <= readUpTo || snowflakeTimeMs(id) < joinedMs) break;
    if (!isNews(message, user)) continue;
    unread.messages += 1;
    if (direct || notifies(message, user, member?.roles ?? [])) unread.notifications += 1;
  }
  return unread;
}

function isNews({ wire, onlyFor }: Message, user: User): boolean {
  return onlyFor === undefined && wire.author.id !== user.id && !(wire.flags & MESSAGE_FLAG.loading);
}

function notifies({ pinged }: Message, user: User, roles: readonly string[]): boolean {
  return pinged.everyone || pinged.users.includes(user.id) || pinged.roles.some((id) => roles.includes(id));
}
