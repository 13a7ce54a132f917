import { refusal } from '../limits/errors.ts';
import { channelPermissions, guildPermissions, holds, type PermissionName } from '../model/permissions.ts';
import { CHANNEL, type Channel, type Guild } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { type Call, param } from './call.ts';

/** The guild a route names, if the bot is in it. Errors: 10004. */
export function guildOf(call: Call): Guild {
  const guild = call.world.guilds.get(param(call, 'guild'));
  if (!guild?.members.has(call.world.bot.id)) throw refusal('unknownGuild');
  return guild;
}

/** A channel and, unless it is a direct message channel, its guild. */
export interface Place {
  channel: Channel;
  guild?: Guild;
}

/**
 * The channel a route names, if the bot may view it and do what is wanted there.
 * Errors: 10003 no such channel, 50001 can't see it, 50013 may not do that.
 */
export function placeOf(call: Call, ...wanted: PermissionName[]): Place {
  const { world } = call;
  const channel = world.channels.get(param(call, 'channel'));
  if (!channel) throw refusal('unknownChannel');
  const guild = channel.guild_id ? world.guilds.get(channel.guild_id) : undefined;
  if (!guild) return { channel };
  const held = channelPermissions(guild, channel, world.bot.id);
  if (!holds(held, 'ViewChannel')) throw refusal('missingAccess');
  if (!holds(held, ...wanted)) throw refusal('missingPermissions');
  return { channel, guild };
}

/** Refuses what the bot may not do in a guild as a whole. Errors: 50013. */
export function requireGuildPermissions(world: World, guild: Guild, ...wanted: PermissionName[]): void {
  if (!holds(guildPermissions(guild, world.bot.id), ...wanted)) throw refusal('missingPermissions');
}

/** Refuses a direct message that the recipient doesn't take. Errors: 50007, 50278. */
export function requireOpenToDirectMessages(world: World, channel: Channel): void {
  const recipient = channel.recipients?.[0];
  if (channel.type !== CHANNEL.direct || !recipient) return;
  if (world.closedToDirectMessages.has(recipient.id)) throw refusal('closedDirectMessages');
  const shares = [...world.guilds.values()].some(
    (guild) => guild.members.has(recipient.id) && guild.members.has(world.bot.id),
  );
  if (!shares) throw refusal('noMutualGuilds');
}
