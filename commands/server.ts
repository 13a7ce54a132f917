import { ChannelType, type Guild, PermissionFlagsBits } from 'discord.js';
import { type ChannelField, channelFields, type Settings } from '../src/domain/settings.ts';
import type { PlaceCheck, ServerFacts } from '../src/views/setup.ts';

/** What the bot needs in a place it writes in, by the names Discord shows. */
const needed = [
  ['View Channel', PermissionFlagsBits.ViewChannel],
  ['Send Messages', PermissionFlagsBits.SendMessages],
  ['Embed Links', PermissionFlagsBits.EmbedLinks],
] as const;

const textTypes: readonly ChannelType[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

/** What Discord has told of a server: its roles and channels, and whether the bot can write in those that were chosen. */
export function serverFactsOf(guild: Guild, settings: Settings): ServerFacts {
  const checks = channelFields.flatMap((field) =>
    [settings[field] ?? []].flat().map((channelId) => checkPlace(guild, field, channelId)),
  );
  return {
    serverName: guild.name,
    botName: guild.client.user.displayName,
    known: new Set([
      ...guild.roles.cache.keys(),
      ...checks.filter(({ missing }) => missing !== 'gone').map(({ channelId }) => channelId),
    ]),
    checks,
  };
}

/** What stands in the way of the bot in a channel that a setting names: `gone`, or the permissions it lacks. */
export function missingIn(guild: Guild, field: ChannelField, channelId: string): PlaceCheck['missing'] {
  return checkPlace(guild, field, channelId).missing;
}

function checkPlace(guild: Guild, field: ChannelField, channelId: string): PlaceCheck {
  const channel = guild.channels.cache.get(channelId);
  const { me } = guild.members;
  const isOfKind =
    channel !== undefined &&
    (field === 'ticketCategoryIds'
      ? channel.type === ChannelType.GuildCategory
      : textTypes.includes(channel.type));
  if (channel === undefined || me === null || !isOfKind)
    return { field, channelId, missing: 'gone', isOpen: false };
  const own = channel.permissionsFor(me);
  return {
    field,
    channelId,
    missing: needed.filter(([, bit]) => !own.has(bit)).map(([name]) => name),
    isOpen: channel.permissionsFor(guild.roles.everyone).has(PermissionFlagsBits.ViewChannel),
  };
}
