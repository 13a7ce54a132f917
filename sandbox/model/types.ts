/**
 * The records of the local Discord. Fields in snake_case are kept exactly as Discord puts them on the
 * wire and are sent as they are; fields in camelCase are ours and never leave the process.
 */
import type { APIEmbed } from 'discord.js';

/** A parsed JSON object of which nothing is known yet. */
export type Json = Record<string, unknown>;

/** A user on the wire. */
export interface User {
  id: string;
  username: string;
  global_name: string | null;
  discriminator: string;
  avatar: string | null;
  bot: boolean;
  public_flags: number;
  flags: number;
  primary_guild: null;
}

/** A role on the wire. The role whose id is the guild's is `@everyone`. */
export interface Role {
  id: string;
  name: string;
  permissions: string;
  position: number;
  color: number;
  colors: { primary_color: number; secondary_color: null; tertiary_color: null };
  hoist: boolean;
  managed: boolean;
  mentionable: boolean;
  icon: null;
  unicode_emoji: null;
  flags: number;
}

/** One person's membership of one guild; the user is kept apart. */
export interface Member {
  nick: string | null;
  avatar: null;
  banner: null;
  roles: string[];
  joined_at: string;
  premium_since: null;
  deaf: boolean;
  mute: boolean;
  pending: boolean;
  flags: number;
  communication_disabled_until: null;
}

/** A permission overwrite on the wire; `type` 0 is a role, 1 a member. */
export interface Overwrite {
  id: string;
  type: 0 | 1;
  allow: string;
  deny: string;
}

/** The kinds of channel that exist here. */
export const CHANNEL = { text: 0, direct: 1, category: 4 } as const;

/** A channel on the wire: text and category channels have a guild, direct messages have recipients. */
export interface Channel {
  id: string;
  type: 0 | 1 | 4;
  flags: number;
  last_message_id?: string | null;
  guild_id?: string;
  name?: string;
  position?: number;
  topic?: string | null;
  parent_id?: string | null;
  nsfw?: boolean;
  rate_limit_per_user?: number;
  permission_overwrites?: Overwrite[];
  recipients?: User[];
}

/** A guild: what GUILD_CREATE is made from. */
export interface Guild {
  id: string;
  name: string;
  ownerId: string;
  joinedAt: string;
  roles: Map<string, Role>;
  members: Map<string, Member>;
  channels: Map<string, Channel>;
}

/** An attachment on the wire. */
export interface Attachment {
  id: string;
  filename: string;
  size: number;
  url: string;
  proxy_url: string;
  content_type: string;
  description?: string;
  width?: number;
  height?: number;
  ephemeral?: boolean;
}

/** The numbers that say which component is which. */
export const COMPONENT = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  textDisplay: 10,
  thumbnail: 11,
  mediaGallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
} as const;

/** One choice of a string select. */
export interface SelectOption {
  label: string;
  value: string;
  description?: string;
  default?: boolean;
}

/** What an entity select shows as chosen. */
export interface DefaultValue {
  id: string;
  type: 'user' | 'role' | 'channel';
}

/** Where a component's picture or file is; with an `attachment_id` if it was uploaded. */
export interface MediaItem {
  url: string;
  attachment_id?: string;
}

/** Any component of a message or a form, on the wire; which fields are there follows from `type`. */
export interface Component {
  type: number;
  id: number;
  custom_id?: string;
  style?: number;
  label?: string;
  url?: string;
  disabled?: boolean;
  placeholder?: string;
  min_values?: number;
  max_values?: number;
  options?: SelectOption[];
  channel_types?: number[];
  default_values?: DefaultValue[];
  content?: string;
  description?: string | null;
  media?: MediaItem;
  file?: MediaItem;
  items?: { media: MediaItem; description?: string | null; spoiler?: boolean }[];
  spoiler?: boolean;
  components?: Component[];
  accessory?: Component;
  /** The input that a label is for. */
  component?: Component;
  required?: boolean;
  /** What a text input is prefilled with. */
  value?: string;
  min_length?: number;
  max_length?: number;
}

/** A form that a bot opens, on the wire. */
export interface Modal {
  custom_id: string;
  title: string;
  components: Component[];
}

/** Message flags used here. */
export const MESSAGE_FLAG = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  componentsV2: 1 << 15,
} as const;

/** A message on the wire. */
export interface WireMessage {
  id: string;
  channel_id: string;
  type: number;
  author: User;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  tts: boolean;
  mention_everyone: boolean;
  mentions: User[];
  mention_roles: string[];
  attachments: Attachment[];
  embeds: APIEmbed[];
  components: Component[];
  pinned: boolean;
  flags: number;
  nonce?: string | number;
  application_id?: string;
  webhook_id?: string;
  interaction_metadata?: Json;
  message_reference?: Json;
  referenced_message?: WireMessage | null;
}

/** A message as it is kept: what is on the wire and what only Discord knows. */
export interface Message {
  wire: WireMessage;
  /** All its files; those that embeds or components show are not among `wire.attachments`. */
  attachments: Attachment[];
  guildId?: string;
  /** Set on ephemeral messages: the only one who sees it. */
  onlyFor?: string;
  /** The command that it answers, which Discord shows above it, without its options. */
  command?: string;
  /** Who was notified when it was posted: user ids; `roles` and `everyone` say by which mention. */
  pinged: { users: string[]; roles: string[]; everyone: boolean };
  deleted: boolean;
  /** How often it was edited; the driver waits for changes of it. */
  revision: number;
}

/** One option in a command's definition. */
export interface CommandOption {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  choices?: { name: string; value: string | number }[];
  options?: CommandOption[];
  autocomplete?: boolean;
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  channel_types?: number[];
}

/** A registered application command, on the wire. */
export interface Command {
  id: string;
  application_id: string;
  version: string;
  type: number;
  name: string;
  description: string;
  name_localizations: Json | null;
  description_localizations: Json | null;
  default_member_permissions: string | null;
  dm_permission?: boolean;
  contexts: number[] | null;
  integration_types: number[];
  nsfw: boolean;
  guild_id?: string;
  options?: CommandOption[];
}
