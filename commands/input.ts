import {
  type APIInteractionGuildMember,
  ApplicationCommandOptionType,
  type BaseInteraction,
  type ChatInputCommandInteraction,
  type CommandInteractionOption,
  GuildMember,
  type MessageComponentInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import { z } from 'zod';
import type { ChangedFrom } from '../src/app/changeOrder.ts';
import type { OrderReference } from '../src/app/findOrder.ts';
import type { Refusal } from '../src/app/refusal.ts';
import type { Order } from '../src/domain/order.ts';
import { type PaymentMethod, paymentMethods } from '../src/domain/paymentMethod.ts';
import type { Actor } from '../src/domain/permissions.ts';
import { ok, type Result, refuse } from '../src/domain/result.ts';
import { type Status, statuses } from '../src/domain/status.ts';
import type { Message } from '../src/ports/messenger.ts';
import type { Told } from '../src/views/answers.ts';
import { shownLine } from '../src/views/text.ts';
import { methodName } from '../src/views/words.ts';
import type { Answer } from './command.ts';

/** Who is asking. */
export function actorOf(interaction: BaseInteraction): Actor {
  return {
    userId: interaction.user.id,
    username: interaction.user.username,
    managesServer: interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false,
    roleIds: roleIdsOf(interaction.member),
  };
}

/** Who is asking about something of a certain server: rights in another server count for nothing there. */
export function actorIn(guildId: string, interaction: BaseInteraction): Actor {
  const actor = actorOf(interaction);
  return interaction.guildId === guildId ? actor : { ...actor, managesServer: false, roleIds: [] };
}

/** The roles of someone, as far as Discord told them with the interaction. */
export function roleIdsOf(
  member: GuildMember | Pick<APIInteractionGuildMember, 'roles'> | null,
): readonly string[] {
  if (member === null) return [];
  return member instanceof GuildMember ? [...member.roles.cache.keys()] : member.roles;
}

/** The server an interaction came from. Throws for commands that Discord offers in servers only. */
export function guildIdOf(interaction: BaseInteraction): string {
  if (interaction.guildId === null) throw new Error('This interaction should have come from a server');
  return interaction.guildId;
}

/** The channel an interaction came from, and the category that is under. */
export function channelOf(interaction: BaseInteraction): {
  readonly id: string;
  readonly parentId: string | undefined;
} {
  const { channel } = interaction;
  const parentId = channel !== null && 'parentId' in channel ? (channel.parentId ?? undefined) : undefined;
  return { id: interaction.channelId ?? '', parentId };
}

/** Which order a command means: the one named, or the one of the ticket channel it is given in. */
export function orderReferenceOf(interaction: BaseInteraction, orderId: string | undefined): OrderReference {
  return { guildId: guildIdOf(interaction), channelId: interaction.channelId ?? undefined, orderId };
}

/** A user option: the person, and whether it is a bot. */
export const userOption = z.object({ userId: z.string(), username: z.string(), bot: z.boolean() });

/** An attachment option: where its bytes are, and how many Discord says they are. */
export const attachmentOption = z.object({ url: z.string(), bytes: z.number() });

/** A status, whatever its case. */
export const statusOption = z.string().transform((typed, context): Status => {
  const status = statuses.find((known) => known.toLowerCase() === typed.trim().toLowerCase());
  if (status !== undefined) return status;
  context.addIssue(`There is no status '${shownLine(typed, 40)}'. Choose one of: ${statuses.join(', ')}.`);
  return z.NEVER;
});

/** A payment method by its value or as it is shown, whatever its case. */
export const paymentMethodOption = z.string().transform((typed, context): PaymentMethod => {
  const wanted = typed.trim().toLowerCase();
  const method = paymentMethods.find(
    (known) => known === wanted || methodName(known).toLowerCase() === wanted,
  );
  if (method !== undefined) return method;
  context.addIssue(
    `There is no payment method '${shownLine(typed, 40)}'. Choose one of: ${paymentMethods.map(methodName).join(', ')}.`,
  );
  return z.NEVER;
});

/** The options that were given, without the subcommand around them. */
function givenOptions({ options }: ChatInputCommandInteraction): readonly CommandInteractionOption[] {
  const [first] = options.data;
  return first?.type === ApplicationCommandOptionType.Subcommand ? (first.options ?? []) : options.data;
}

/** Checks the options of a command or subcommand; all that is wrong comes back as one message. */
export function readOptions<Schema extends z.ZodType>(
  interaction: ChatInputCommandInteraction,
  schema: Schema,
): Result<z.output<Schema>, Message> {
  const raw = Object.fromEntries(givenOptions(interaction).map((option) => [option.name, inputOf(option)]));
  const parsed = schema.safeParse(raw);
  if (parsed.success) return ok(parsed.data);
  const lines = parsed.error.issues.map((issue) => `- ${issue.path.join('.')}: ${issue.message}`);
  return refuse({ content: `❌ I can’t use what you entered\n${lines.join('\n')}`.slice(0, 2000) });
}

function inputOf({ type, value, user, attachment }: CommandInteractionOption): unknown {
  if (type === ApplicationCommandOptionType.Attachment && attachment)
    return { url: attachment.url, bytes: attachment.size };
  // discord.js finds a "user" for texts too that happen to be the name of some property, such as `constructor`.
  if (type !== ApplicationCommandOptionType.User || user === undefined || user === null) return value;
  return { userId: user.id, username: user.username, bot: user.bot };
}

/**
 * What a button is on, as it reads, without anything to press: for questions and offers that have lapsed. Undefined where
 * the button is not on it at all, as when a custom id was made up.
 */
export function withoutButtons({ message, customId }: MessageComponentInteraction): Message | undefined {
  const rows = message.components.map((row) => row.toJSON());
  if (!JSON.stringify(rows).includes(JSON.stringify(customId))) return undefined;
  return { content: message.content, embeds: message.embeds.map((embed) => embed.toJSON()), components: [] };
}

/**
 * Answers a change twice: at once, and again when it is known who was told. `instead` finds what takes the place of the
 * message that a button is on where a refusal shows that it is out of date.
 */
export async function sendChanged(
  answer: Answer,
  result: Result<ChangedFrom, Refusal>,
  view: (order: Order, told: Told, before: Order | undefined) => Message,
  instead?: (refusal: Refusal) => Promise<Message | undefined>,
): Promise<void> {
  if (!result.ok) return answer.refuse(result.refusal, await instead?.(result.refusal));
  const { order, before, told } = result.value;
  await answer.send(view(order, 'under way', before));
  await answer.send(view(order, await told, before));
}
