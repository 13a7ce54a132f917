import type { APIEmbed } from 'discord.js';
import type { Draft } from '../limits/message.ts';
import { keepFiles, removeFiles } from './attachments.ts';
import { INTENT } from './guilds.ts';
import { componentText, findMentions } from './mentions.ts';
import {
  type Attachment,
  type Channel,
  type Component,
  type Json,
  MESSAGE_FLAG,
  type Message,
  type User,
  type WireMessage,
} from './types.ts';
import type { World } from './world.ts';

/** For how long a nonce is remembered. */
export const NONCE_WINDOW_MS = 5 * 60_000;

/** What goes with a message beside its body. */
export interface Posting {
  channel: Channel;
  author: User;
  draft: Draft;
  /** The only one who sees it. */
  onlyFor?: string;
  /** The command it answers, as it was typed. */
  command?: string;
  /** Extra fields on the wire, such as `interaction_metadata`. */
  more?: Partial<WireMessage>;
}

/** Posts a message, tells clients, and writes it down. */
export function postMessage(world: World, posting: Posting): Message {
  const { channel, author, draft, onlyFor, command } = posting;
  const components = draft.components ?? [];
  const text = componentText(components);
  const mentions = findMentions(
    world,
    `${draft.content ?? ''}\n${text}`,
    channel,
    author.id,
    draft.allowedMentions,
  );
  const wire: WireMessage = {
    id: world.newId(),
    channel_id: channel.id,
    type: draft.replyTo ? 19 : 0,
    author,
    content: draft.content ?? '',
    timestamp: world.timestamp(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: mentions.everyone,
    mentions: mentions.users,
    mention_roles: mentions.roles,
    attachments: loose(draft.attachments ?? [], draft.embeds ?? [], components),
    embeds: draft.embeds ?? [],
    components,
    pinned: false,
    flags: draft.flags,
    ...(draft.nonce === undefined ? {} : { nonce: draft.nonce }),
    ...posting.more,
  };
  const message: Message = {
    wire,
    attachments: draft.attachments ?? [],
    ...(channel.guild_id ? { guildId: channel.guild_id } : {}),
    ...(onlyFor ? { onlyFor } : {}),
    ...(command ? { command } : {}),
    pinged: {
      users: mentions.users.map((user) => user.id),
      roles: mentions.roles,
      everyone: mentions.everyone,
    },
    deleted: false,
    revision: 0,
  };
  keepFiles(world, draft.files);
  const messages = world.messages.get(channel.id) ?? new Map<string, Message>();
  world.messages.set(channel.id, messages);
  messages.set(wire.id, message);
  if (!onlyFor) {
    channel.last_message_id = wire.id;
    tell(world, 'MESSAGE_CREATE', message);
  }
  // A deferred answer shows only that the bot is thinking: nothing to write down yet.
  if (!(wire.flags & MESSAGE_FLAG.loading)) remember(world, message, 'message');
  world.changed({ kind: 'message', message });
  return message;
}

/** The files that stand by themselves: Discord doesn't list those that embeds or components show. */
function loose(
  attachments: readonly Attachment[],
  embeds: readonly APIEmbed[],
  components: readonly Component[],
): Attachment[] {
  if (attachments.length === 0) return [];
  const shown = JSON.stringify([embeds, components]);
  return attachments.filter(({ id }) => !shown.includes(`/${id}/`));
}

/** Changes a message. Nobody is pinged by an edit. */
export function editMessage(world: World, message: Message, draft: Draft): void {
  const { wire } = message;
  const channel = world.channels.get(wire.channel_id);
  const wasLoading = (wire.flags & MESSAGE_FLAG.loading) !== 0;
  // A new object each time, so that the history keeps what was before.
  message.wire = {
    ...wire,
    ...(draft.content === undefined ? {} : { content: draft.content }),
    ...(draft.embeds === undefined ? {} : { embeds: draft.embeds }),
    ...(draft.components === undefined ? {} : { components: draft.components }),
    flags: (wire.flags | draft.flags) & ~MESSAGE_FLAG.loading,
    edited_timestamp: wasLoading ? wire.edited_timestamp : world.timestamp(),
  };
  const before = message.attachments;
  message.attachments = draft.attachments ?? before;
  const kept = new Set(message.attachments.map(({ id }) => id));
  const lost = before.filter(({ id }) => !kept.has(id));
  removeFiles(world, lost);
  const { embeds, components } = message.wire;
  message.wire.attachments = loose(message.attachments, embeds, components);
  if (channel) {
    const text = `${message.wire.content}\n${componentText(message.wire.components)}`;
    const mentions = findMentions(world, text, channel, wire.author.id, draft.allowedMentions);
    Object.assign(message.wire, {
      mentions: mentions.users,
      mention_roles: mentions.roles,
      mention_everyone: mentions.everyone,
    });
  }
  keepFiles(world, draft.files);
  message.revision += 1;
  if (!message.onlyFor) tell(world, 'MESSAGE_UPDATE', message);
  remember(world, message, wasLoading ? 'message' : 'edit');
  world.changed({ kind: 'message', message });
}

/** Removes a message. */
export function deleteMessage(world: World, message: Message): void {
  const { wire } = message;
  message.deleted = true;
  removeFiles(world, message.attachments);
  message.revision += 1;
  world.messages.get(wire.channel_id)?.delete(wire.id);
  const data = { id: wire.id, channel_id: wire.channel_id, ...guildOf(message) };
  if (!message.onlyFor) world.dispatch('MESSAGE_DELETE', data, audienceOf(message));
  remember(world, message, 'deletion');
  world.changed({ kind: 'message', message });
}

/** The message that was posted before with the same nonce by the same author in the same channel. */
export function repeatOf(world: World, channel: Channel, author: User, draft: Draft): Message | undefined {
  if (!draft.enforceNonce || draft.nonce === undefined) return undefined;
  const now = world.clock.now();
  for (const [key, { atMs }] of world.nonces) {
    // The oldest come first, so the first that still counts ends the search.
    if (now - atMs < NONCE_WINDOW_MS) break;
    world.nonces.delete(key);
  }
  return world.nonces.get(nonceKey(channel, author, draft.nonce))?.message;
}

/** Notes a message's nonce for `repeatOf`. */
export function rememberNonce(world: World, channel: Channel, author: User, message: Message): void {
  const { nonce } = message.wire;
  if (nonce === undefined) return;
  world.nonces.set(nonceKey(channel, author, nonce), { message, atMs: world.clock.now() });
}

function nonceKey(channel: Channel, author: User, nonce: string | number): string {
  return `${channel.id} ${author.id} ${nonce}`;
}

function guildOf(message: Message): Json {
  return message.guildId ? { guild_id: message.guildId } : {};
}

function audienceOf(message: Message) {
  const intent = message.guildId ? INTENT.guildMessages : INTENT.directMessages;
  return { intent, message, ...(message.guildId ? { guildId: message.guildId } : {}) };
}

function tell(world: World, event: string, message: Message): void {
  const guild = message.guildId ? world.guilds.get(message.guildId) : undefined;
  const member = guild?.members.get(message.wire.author.id);
  const type = world.channels.get(message.wire.channel_id)?.type;
  const data = { ...message.wire, channel_type: type, ...guildOf(message), ...(member ? { member } : {}) };
  world.dispatch(event, data, audienceOf(message));
}

function remember(world: World, message: Message, kind: 'message' | 'edit' | 'deletion'): void {
  const { wire, onlyFor } = message;
  world.record({
    kind,
    userId: wire.author.id,
    channelId: wire.channel_id,
    message: wire,
    ...(onlyFor ? { onlyFor } : {}),
  });
  world.watch.touch(`message:${wire.id}`);
}
