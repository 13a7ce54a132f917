import type { Channel, Guild, Overwrite } from './types.ts';

/** Discord's permission bits, by the names its client library uses. */
export const PERMISSIONS = {
  KickMembers: 1n << 1n,
  BanMembers: 1n << 2n,
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewAuditLog: 1n << 7n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  ManageNicknames: 1n << 27n,
  ManageRoles: 1n << 28n,
  ManageWebhooks: 1n << 29n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  SendMessagesInThreads: 1n << 38n,
  ModerateMembers: 1n << 40n,
} as const;

/** The name of a permission. */
export type PermissionName = keyof typeof PERMISSIONS;

/** Everything, as Discord reports it for owners and administrators. */
export const ALL_PERMISSIONS = (1n << 50n) - 1n;

/** What `@everyone` may do in a new server. */
export const EVERYONE_DEFAULT: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'UseApplicationCommands',
];

/** What the bot is given by the invite link this project recommends. */
export const INVITE_DEFAULT: readonly PermissionName[] = ['ViewChannel', 'SendMessages', 'EmbedLinks'];

/** What holds in a direct message, where no server grants anything. */
export const DIRECT_MESSAGE_PERMISSIONS =
  permissionBits(EVERYONE_DEFAULT) | PERMISSIONS.UseExternalEmojis | PERMISSIONS.MentionEveryone;

/** The bits of the named permissions, together. */
export function permissionBits(names: readonly PermissionName[]): bigint {
  return names.reduce((bits, name) => bits | PERMISSIONS[name], 0n);
}

/** Whether `held` includes all of `wanted`. */
export function holds(held: bigint, ...wanted: PermissionName[]): boolean {
  const bits = permissionBits(wanted);
  return (held & bits) === bits;
}

/** What a member may do in the server as a whole; nothing for those who aren't members. */
export function guildPermissions(guild: Guild, userId: string): bigint {
  if (guild.ownerId === userId) return ALL_PERMISSIONS;
  const member = guild.members.get(userId);
  if (!member) return 0n;
  let bits = BigInt(guild.roles.get(guild.id)?.permissions ?? 0);
  for (const roleId of member.roles) bits |= BigInt(guild.roles.get(roleId)?.permissions ?? 0);
  return bits & PERMISSIONS.Administrator ? ALL_PERMISSIONS : bits;
}

/**
 * What a member may do in one channel, in Discord's order: roles, then the overwrites for everyone, for
 * the member's roles together, and for the member. Who can't view the channel may do nothing in it.
 */
export function channelPermissions(guild: Guild, channel: Channel, userId: string): bigint {
  const base = guildPermissions(guild, userId);
  if (base === ALL_PERMISSIONS) return base;
  const roles = guild.members.get(userId)?.roles ?? [];
  const overwrites = channel.permission_overwrites ?? [];
  let bits = base;
  bits = applied(
    bits,
    overwrites.filter((overwrite) => overwrite.id === guild.id),
  );
  bits = applied(
    bits,
    overwrites.filter(
      (overwrite) => overwrite.type === 0 && overwrite.id !== guild.id && roles.includes(overwrite.id),
    ),
  );
  bits = applied(
    bits,
    overwrites.filter((overwrite) => overwrite.type === 1 && overwrite.id === userId),
  );
  return bits & PERMISSIONS.ViewChannel ? bits : 0n;
}

function applied(bits: bigint, overwrites: readonly Overwrite[]): bigint {
  let result = bits;
  for (const { deny } of overwrites) result &= ~BigInt(deny);
  for (const { allow } of overwrites) result |= BigInt(allow);
  return result;
}
