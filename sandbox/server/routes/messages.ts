import { refusal } from '../../limits/errors.ts';
import { Form } from '../../limits/form.ts';
import { type Draft, readDraft } from '../../limits/message.ts';
import { withFreshLinks } from '../../model/attachments.ts';
import { deleteMessage, editMessage, postMessage, rememberNonce, repeatOf } from '../../model/messages.ts';
import { channelPermissions, holds, type PermissionName } from '../../model/permissions.ts';
import { CHANNEL, type Channel, MESSAGE_FLAG, type Message, type WireMessage } from '../../model/types.ts';
import type { World } from '../../model/world.ts';
import { type Place, placeOf, requireOpenToDirectMessages } from '../access.ts';
import { hostIn } from '../attachments.ts';
import { type Call, NO_CONTENT, ok, param, type Routes } from '../call.ts';

const BOT_FLAGS =
  MESSAGE_FLAG.suppressEmbeds | MESSAGE_FLAG.suppressNotifications | MESSAGE_FLAG.componentsV2;

/** Messages that the bot posts, reads, edits and deletes under its own name. */
export const MESSAGE_ROUTES: Routes = {
  'POST /channels/:channel/messages': create,
  'GET /channels/:channel/messages': list,
  'GET /channels/:channel/messages/:message': (call) => {
    const place = placeOf(call, 'ReadMessageHistory');
    return ok(wireFor(call.world, messageIn(call, place)));
  },
  'PATCH /channels/:channel/messages/:message': (call) => {
    const place = placeOf(call);
    const message = messageIn(call, place);
    if (message.wire.author.id !== call.world.bot.id) throw refusal('editOfAnother');
    const draft = read(call, place.channel, message);
    requireSendPermissions(call.world, place, draft);
    editMessage(call.world, message, draft);
    return ok(message.wire);
  },
  'DELETE /channels/:channel/messages/:message': (call) => {
    const place = placeOf(call);
    const message = messageIn(call, place);
    if (message.wire.author.id !== call.world.bot.id) {
      if (!place.guild) throw refusal('directMessageOnly');
      placeOf(call, 'ManageMessages');
    }
    deleteMessage(call.world, message);
    return NO_CONTENT;
  },
};

function create(call: Call) {
  const { world } = call;
  const place = placeOf(call, 'SendMessages');
  const { channel } = place;
  if (channel.type === CHANNEL.category) throw refusal('notATextChannel');
  const draft = read(call, channel);
  requireOpenToDirectMessages(world, channel);
  requireSendPermissions(world, place, draft);
  const repeat = repeatOf(world, channel, world.bot, draft);
  if (repeat) return ok(repeat.wire);
  const message = postMessage(world, {
    channel,
    author: world.bot,
    draft,
    more: referenceTo(world, channel, draft),
  });
  rememberNonce(world, channel, world.bot, message);
  return ok(message.wire);
}

function read(call: Call, channel: Channel, current?: Message): Draft {
  const form = new Form();
  const body = form.object(call.body ?? {}, []);
  form.refuse();
  return readDraft(body, {
    files: call.files,
    host: hostIn(call.world, channel.id),
    ...(current ? { current } : {}),
    allowedFlags: BOT_FLAGS,
  });
}

function requireSendPermissions(world: World, { channel, guild }: Place, draft: Draft): void {
  if (!guild) return;
  const wanted: PermissionName[] = [];
  if (draft.embeds?.length) wanted.push('EmbedLinks');
  if (draft.files.length) wanted.push('AttachFiles');
  if (draft.replyTo) wanted.push('ReadMessageHistory');
  const held = channelPermissions(guild, channel, world.bot.id);
  if (!holds(held, ...wanted)) throw refusal('missingPermissions');
}

function referenceTo(world: World, channel: Channel, draft: Draft): Partial<WireMessage> {
  if (!draft.replyTo) return {};
  const target = world.messages.get(channel.id)?.get(draft.replyTo);
  if (!target) {
    const form = new Form();
    form.fail(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
    form.refuse();
  }
  const reference = { type: 0, message_id: draft.replyTo, channel_id: channel.id };
  return {
    message_reference: channel.guild_id ? { ...reference, guild_id: channel.guild_id } : reference,
    referenced_message: target?.wire ?? null,
  };
}

function list(call: Call) {
  const { channel, guild } = placeOf(call);
  if (guild && !holds(channelPermissions(guild, channel, call.world.bot.id), 'ReadMessageHistory')) {
    return ok([]);
  }
  const { query } = call;
  const form = new Form();
  const limit = form.integer(query.get('limit') ?? 50, ['limit'], { min: 1, max: 100 }) ?? 50;
  const before = form.id(query.get('before'), ['before']);
  const after = form.id(query.get('after'), ['after']);
  form.refuse();
  const messages = [...(call.world.messages.get(channel.id)?.values() ?? [])]
    .filter((message) => !message.onlyFor)
    .filter(({ wire }) => !before || BigInt(wire.id) < BigInt(before))
    .filter(({ wire }) => !after || BigInt(wire.id) > BigInt(after));
  const part = after ? messages.slice(0, limit) : messages.slice(-limit);
  return ok(part.reverse().map((message) => wireFor(call.world, message)));
}

function messageIn(call: Call, { channel }: Place): Message {
  const message = call.world.messages.get(channel.id)?.get(param(call, 'message'));
  // Ephemeral messages exist only for the one who sees them and behind the interaction's token.
  if (!message || message.onlyFor) throw refusal('unknownMessage');
  return message;
}

/** A message without what the bot may not read for lack of the message content intent. */
export function wireFor(world: World, message: Message): WireMessage {
  const { guildId } = message;
  const wire = withFreshLinks(world, message.wire);
  const own = wire.author.id === world.bot.id;
  const named = wire.mentions.some(({ id }) => id === world.bot.id);
  if (world.readsMessageContent || own || named || !guildId) return wire;
  return { ...wire, content: '', embeds: [], attachments: [], components: [] };
}
