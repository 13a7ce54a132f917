import {
  InteractionContextType,
  type MessageComponentInteraction,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { z } from 'zod';
import type { Refusal } from '../src/app/refusal.ts';
import { suggestStatuses } from '../src/app/suggest.ts';
import {
  type Confirmation,
  confirmUpdate,
  dropUpdate,
  type Updated,
  updateOrder,
} from '../src/app/updateOrder.ts';
import { limits } from '../src/domain/order.ts';
import type { Result } from '../src/domain/result.ts';
import type { Message } from '../src/ports/messenger.ts';
import { confirmQuestion, keptAnswer, updatedAnswer } from '../src/views/answers.ts';
import type { Answer, Command } from './command.ts';
import {
  actorOf,
  guildIdOf,
  orderReferenceOf,
  readOptions,
  statusOption,
  userOption,
  withoutButtons,
} from './input.ts';
import { orderOption, suggestOrderIds } from './orderOption.ts';

const options = z.object({
  order_id: z.string().optional(),
  status: statusOption.optional(),
  notes: z.string().max(limits.notes).optional(),
  internal_notes: z.string().max(limits.notes).optional(),
  assigned_staff: userOption.optional(),
});

const definition = new SlashCommandBuilder()
  .setName('updateorder')
  .setDescription('Move an order on, add notes, or say who looks after it; the customer is told by DM')
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .setContexts(InteractionContextType.Guild)
  .addStringOption((option) => orderOption(option))
  .addStringOption((option) =>
    option.setName('status').setDescription('Where the work stands now').setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('notes')
      .setDescription('A note that the customer will read; also the reason, where one is needed')
      .setMaxLength(limits.notes),
  )
  .addStringOption((option) =>
    option
      .setName('internal_notes')
      .setDescription('A note that only staff will read')
      .setMaxLength(limits.notes),
  )
  .addUserOption((option) =>
    option.setName('assigned_staff').setDescription('The staff member who looks after the order'),
  )
  .toJSON();

/** `/updateorder`: staff move an order on. */
export const updateorder: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const { order_id, status, notes, internal_notes, assigned_staff } = input.value;
    if (assigned_staff?.bot) return answer.refuse({ code: 'staff-is-bot' });
    const result = await updateOrder(desk, {
      operationId: interaction.id,
      by: actorOf(interaction),
      order: orderReferenceOf(interaction, order_id),
      update: {
        status,
        notes,
        internalNotes: internal_notes,
        staff: assigned_staff && { userId: assigned_staff.userId, username: assigned_staff.username },
      },
    });
    await sendUpdated(answer, result);
  },

  async suggest(interaction, desk) {
    const by = actorOf(interaction);
    const { name, value } = interaction.options.getFocused(true);
    if (name === 'order_id') return suggestOrderIds(interaction, desk);
    const order = orderReferenceOf(interaction, interaction.options.getString('order_id') ?? undefined);
    const statuses = await suggestStatuses(desk, { by, order, typed: value });
    return statuses.map((status) => ({ name: status, value: status }));
  },

  components: {
    confirm: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const asked = confirmationOf(interaction, values);
        const result = await confirmUpdate(desk, { ...asked, operationId: interaction.id });
        const isGone = !result.ok && result.refusal.code === 'confirmation-gone';
        await sendUpdated(answer, result, isGone ? withoutButtons(interaction) : undefined);
      },
    },
    keep: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        await dropUpdate(desk, confirmationOf(interaction, values));
        await answer.send(keptAnswer());
      },
    },
  },
};

function confirmationOf(interaction: MessageComponentInteraction, values: readonly string[]): Confirmation {
  const [orderKey, confirmationId] = z.tuple([z.string(), z.string()]).parse(values);
  return { by: actorOf(interaction), guildId: guildIdOf(interaction), orderKey, confirmationId };
}

async function sendUpdated(
  answer: Answer,
  result: Result<Updated, Refusal>,
  instead?: Message,
): Promise<void> {
  if (!result.ok) return answer.refuse(result.refusal, instead);
  const updated = result.value;
  if (updated.outcome === 'asked')
    return answer.send(confirmQuestion(updated.order, updated.to, updated.confirmationId));
  await answer.send(updatedAnswer(updated.order, updated.before, 'under way'));
  await answer.send(updatedAnswer(updated.order, updated.before, await updated.told));
}
