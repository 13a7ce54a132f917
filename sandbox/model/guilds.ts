import { EVERYONE_DEFAULT, INVITE_DEFAULT, type PermissionName, permissionBits } from './permissions.ts';
import {
  CHANNEL,
  type Channel,
  type Guild,
  type Member,
  type Overwrite,
  type Role,
  type User,
} from './types.ts';
import type { World } from './world.ts';

/** The gateway intents that decide who hears of what. */
export const INTENT = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  directMessages: 1 << 12,
  messageContent: 1 << 15,
} as const;

/** Makes a guild with its `@everyone` role, an owner, and the bot as a member with a role of its own. */
export function createGuild(
  world: World,
  name: string,
  botPermissions: readonly PermissionName[] = INVITE_DEFAULT,
): Guild {
  const id = world.newId();
  const owner = world.addUser(`owner-of-${name.toLowerCase().replaceAll(/\W+/g, '-')}`);
  const joinedAt = world.timestamp();
  const guild: Guild = {
    id,
    name,
    ownerId: owner.id,
    joinedAt,
    roles: new Map(),
    members: new Map(),
    channels: new Map(),
  };
  guild.roles.set(id, newRole(id, '@everyone', EVERYONE_DEFAULT, 0));
  world.guilds.set(id, guild);
  guild.members.set(owner.id, newMember(joinedAt, []));
  const role = { ...newRole(world.newId(), world.bot.username, botPermissions, 1), managed: true };
  guild.roles.set(role.id, role);
  guild.members.set(world.bot.id, newMember(joinedAt, [role.id]));
  announce(world, guild, 'GUILD_CREATE', guildPayload(world, guild));
  return guild;
}

function newRole(id: string, name: string, permissions: readonly PermissionName[], position: number): Role {
  return {
    id,
    name,
    permissions: String(permissionBits(permissions)),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

function newMember(joinedAt: string, roles: string[]): Member {
  return {
    nick: null,
    avatar: null,
    banner: null,
    roles,
    joined_at: joinedAt,
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
    communication_disabled_until: null,
  };
}

/** Adds a role to a guild. */
export function createRole(
  world: World,
  guild: Guild,
  name: string,
  permissions: readonly PermissionName[] = [],
  mentionable = false,
): Role {
  const role = { ...newRole(world.newId(), name, permissions, guild.roles.size), mentionable };
  guild.roles.set(role.id, role);
  announce(world, guild, 'GUILD_ROLE_CREATE', { guild_id: guild.id, role });
  return role;
}

/** Makes a user a member of a guild, with roles. */
export function addMember(world: World, guild: Guild, user: User, roles: string[]): Member {
  const member = newMember(world.timestamp(), roles);
  guild.members.set(user.id, member);
  const data = { ...member, user, guild_id: guild.id };
  tellOfMember(world, guild, 'GUILD_MEMBER_ADD', data);
  return member;
}

/** Changes a member's roles. */
export function setMemberRoles(world: World, guild: Guild, user: User, roles: string[]): void {
  const member = guild.members.get(user.id);
  if (!member) return;
  member.roles = roles;
  const data = { ...member, user, guild_id: guild.id };
  tellOfMember(world, guild, 'GUILD_MEMBER_UPDATE', data);
}

/** Ends a user's membership. */
export function removeMember(world: World, guild: Guild, user: User): void {
  if (!guild.members.delete(user.id)) return;
  const data = { user, guild_id: guild.id };
  tellOfMember(world, guild, 'GUILD_MEMBER_REMOVE', data);
}

/** What a new guild channel is made from. */
export interface ChannelPlan {
  name: string;
  type?: 0 | 4;
  topic?: string | null;
  parentId?: string | null;
  overwrites?: Overwrite[];
}

/** Adds a channel to a guild. Without overwrites of its own it takes its category's, as Discord does. */
export function createChannel(world: World, guild: Guild, plan: ChannelPlan): Channel {
  const parent = plan.parentId ? guild.channels.get(plan.parentId) : undefined;
  const channel: Channel = {
    id: world.newId(),
    type: plan.type ?? CHANNEL.text,
    flags: 0,
    guild_id: guild.id,
    name: plan.name,
    position: guild.channels.size,
    parent_id: plan.parentId ?? null,
    permission_overwrites:
      plan.overwrites ?? parent?.permission_overwrites?.map((entry) => ({ ...entry })) ?? [],
    ...(plan.type === CHANNEL.category
      ? {}
      : { topic: plan.topic ?? null, nsfw: false, rate_limit_per_user: 0, last_message_id: null }),
  };
  guild.channels.set(channel.id, channel);
  world.channels.set(channel.id, channel);
  announce(world, guild, 'CHANNEL_CREATE', channel);
  return channel;
}

/** Changes a guild channel and tells clients. */
export function editChannel(world: World, guild: Guild, channel: Channel, changes: Partial<Channel>): void {
  Object.assign(channel, changes);
  announce(world, guild, 'CHANNEL_UPDATE', channel);
}

/** Removes a guild channel with all that was in it. */
export function deleteChannel(world: World, guild: Guild, channel: Channel): void {
  guild.channels.delete(channel.id);
  world.channels.delete(channel.id);
  world.messages.delete(channel.id);
  announce(world, guild, 'CHANNEL_DELETE', channel);
}

/** The direct message channel between the bot and a user; it is made when first asked for. */
export function directChannel(world: World, user: User): Channel {
  const known = world.directChannels.get(user.id);
  if (known) return known;
  const channel: Channel = {
    id: world.newId(),
    type: CHANNEL.direct,
    flags: 0,
    last_message_id: null,
    recipients: [user],
  };
  world.directChannels.set(user.id, channel);
  world.channels.set(channel.id, channel);
  world.changed({ kind: 'places' });
  return channel;
}

/** Tells clients with the guilds intent. */
export function announce(world: World, guild: Guild, event: string, data: unknown): void {
  world.dispatch(event, data, { intent: INTENT.guilds, guildId: guild.id });
  world.changed({ kind: 'places' });
}

function tellOfMember(world: World, guild: Guild, event: string, data: unknown): void {
  world.dispatch(event, data, { intent: INTENT.guildMembers, guildId: guild.id });
  world.changed({ kind: 'places' });
}

/** A guild as the gateway and GET /guilds/{id} tell it. */
export function guildPayload(world: World, guild: Guild): Record<string, unknown> {
  const bot = guild.members.get(world.bot.id);
  return {
    ...guildProfile(guild),
    joined_at: guild.joinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    channels: [...guild.channels.values()],
    // Without the presences intent a guild comes with no member but the bot.
    members: bot ? [{ ...bot, user: world.bot }] : [],
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** What GET /guilds/{id} answers. */
export function guildProfile(guild: Guild): Record<string, unknown> {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    roles: [...guild.roles.values()],
    ...PLAIN_GUILD,
  };
}

const PLAIN_GUILD = {
  icon: null,
  description: null,
  home_header: null,
  splash: null,
  discovery_splash: null,
  features: [],
  banner: null,
  application_id: null,
  region: 'deprecated',
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 1,
  mfa_level: 0,
  explicit_content_filter: 0,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: 'en-US',
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  public_updates_channel_id: null,
  premium_progress_bar_enabled: false,
  nsfw: false,
  nsfw_level: 0,
  emojis: [],
  stickers: [],
  incidents_data: null,
};
