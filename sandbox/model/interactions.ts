import { randomBytes } from 'node:crypto';
import { withFreshLinks } from './attachments.ts';
import { channelPermissions, DIRECT_MESSAGE_PERMISSIONS } from './permissions.ts';
import type { Channel, Json, Message, Modal, User } from './types.ts';
import type { World } from './world.ts';

/** Kinds of interaction, by Discord's numbers. */
export const INTERACTION = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;

/** How long a bot has to acknowledge an interaction. */
export const ACKNOWLEDGE_WITHIN_MS = 3000;
/** How long an interaction's token lets a bot edit and follow up. */
export const TOKEN_LIFETIME_MS = 15 * 60_000;

/** A choice that autocomplete offers. */
export interface Choice {
  name: string;
  value: string | number;
}

/** One thing a person did that the bot must answer, and what became of it. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly user: User;
  readonly channel: Channel;
  readonly createdAtMs: number;
  /** The message whose component was used, perhaps to open the form that was sent. */
  readonly source?: Message;
  /** For commands: 1 typed, 2 in a person's menu, 3 in a message's menu. */
  readonly commandType?: number;
  /** The command that was used, with its subcommand: `setup roles`. */
  readonly command?: string;
  /** What opened the form that was sent. */
  readonly triggeredBy?: Interaction;
  acknowledged: boolean;
  /** Set when the bot let the three seconds pass. */
  failed: boolean;
  /** What `@original` means: the answer, or for an update the message the component is on. */
  original?: Message;
  /** Visible answers, in the order they came: new messages, or `source` once updated. */
  answers: Message[];
  /** The form that the bot opened. */
  modal?: Modal;
  /** What autocomplete was answered with. */
  choices?: Choice[];
  /** Stops the three seconds. */
  stopWaiting: () => void;
}

/** What a person does, as an interaction. */
export interface Action {
  type: number;
  user: User;
  channel: Channel;
  /** The `data` of the interaction, as Discord sends it. */
  data: Json;
  source?: Message;
  /** For a form: what opened it. */
  triggeredBy?: Interaction;
}

/** Sends an interaction to the bot and starts the three seconds. */
export function startInteraction(world: World, action: Action): Interaction {
  const now = world.clock.now();
  const interaction: Interaction = {
    id: world.newId(),
    token: randomBytes(48).toString('base64url'),
    type: action.type,
    user: action.user,
    channel: action.channel,
    createdAtMs: now,
    ...(action.source ? { source: action.source } : {}),
    ...(action.type === INTERACTION.command
      ? { commandType: Number(action.data.type ?? 1), command: commandName(action.data) }
      : {}),
    ...(action.triggeredBy ? { triggeredBy: action.triggeredBy } : {}),
    acknowledged: false,
    failed: false,
    answers: [],
    stopWaiting: () => {},
  };
  forgetOld(world, now);
  world.interactions.set(interaction.token, interaction);
  interaction.stopWaiting = world.clock.after(ACKNOWLEDGE_WITHIN_MS, () => {
    interaction.failed = true;
    touch(world, interaction);
  });
  world.dispatch('INTERACTION_CREATE', payload(world, interaction, action), {
    ...(action.channel.guild_id ? { guildId: action.channel.guild_id } : {}),
  });
  return interaction;
}

/** A command's name with its group and subcommand, which have options of their own. */
function commandName(data: Json): string {
  const [first] = Array.isArray(data.options) ? data.options : [];
  const nested = isNested(first) ? ` ${commandName(first)}` : '';
  return `${data.name}${nested}`;
}

function isNested(option: unknown): option is Json {
  return typeof option === 'object' && option !== null && 'options' in option;
}

/** Says that something became of an interaction. */
export function touch(world: World, interaction: Interaction): void {
  world.watch.touch(`interaction:${interaction.id}`);
}

function forgetOld(world: World, nowMs: number): void {
  for (const [token, { createdAtMs }] of world.interactions) {
    // The oldest come first.
    if (nowMs - createdAtMs < 2 * TOKEN_LIFETIME_MS) return;
    world.interactions.delete(token);
  }
}

/** Who an interaction was authorized by: the guild, or in direct messages nobody in particular. */
export function integrationOwners(channel: Channel): Record<string, string> {
  return channel.guild_id ? { 0: channel.guild_id } : { 0: '0' };
}

function payload(world: World, interaction: Interaction, action: Action): Json {
  const { channel, user } = action;
  const guild = channel.guild_id ? world.guilds.get(channel.guild_id) : undefined;
  const member = guild?.members.get(user.id);
  const held = guild ? channelPermissions(guild, channel, user.id) : DIRECT_MESSAGE_PERMISSIONS;
  const botHeld = guild ? channelPermissions(guild, channel, world.bot.id) : DIRECT_MESSAGE_PERMISSIONS;
  return {
    id: interaction.id,
    application_id: world.applicationId,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    data: action.data,
    channel_id: channel.id,
    channel: guild ? { ...channel, permissions: String(held) } : channel,
    ...(guild && member
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, features: [], locale: 'en-US' },
          guild_locale: 'en-US',
          member: { ...member, user, permissions: String(held) },
        }
      : { user }),
    ...(action.source ? { message: withFreshLinks(world, action.source.wire) } : {}),
    app_permissions: String(botHeld),
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: integrationOwners(channel),
    context: guild ? 0 : 1,
    attachment_size_limit: world.uploadLimitBytes,
  };
}
