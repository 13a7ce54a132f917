import { InteractionContextType, type MessageComponentInteraction, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { assignOrder, declineOrder, startOrder } from '../src/app/assignOrder.ts';
import type { ChangeRequest } from '../src/app/changeOrder.ts';
import { findOrderKey } from '../src/app/findOrder.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import { assignedAnswer, assignPanel, declinedAnswer, startedAnswer } from '../src/views/answers.ts';
import { refusalMessage } from '../src/views/refusal.ts';
import type { Command } from './command.ts';
import { actorIn, actorOf, orderReferenceOf, readOptions, sendChanged, userOption } from './input.ts';
import { orderOption, suggestOrderIds } from './orderOption.ts';

const options = z.object({ booster: userOption, order_id: z.string().optional() });

const definition = new SlashCommandBuilder()
  .setName('assign')
  .setDescription('Give an order to a booster, who is told by DM; for staff, support and advertisers')
  .setContexts(InteractionContextType.Guild)
  .addUserOption((option) => option.setName('booster').setDescription('Who does the work').setRequired(true))
  .addStringOption((option) => orderOption(option))
  .toJSON();

/** `/assign`, the Assign button of a card, and the worker's Start order and Decline. */
export const assign: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const reference = orderReferenceOf(interaction, input.value.order_id);
    const key = await findOrderKey(desk.store, reference);
    if (!key.ok) return answer.send(refusalMessage(key.refusal));
    const { guildId } = reference;
    const request = { operationId: interaction.id, by: actorOf(interaction), guildId, orderKey: key.value };
    const result = await assignOrder(desk, { ...request, worker: input.value.booster });
    if (result.ok || result.refusal.code !== 'already-assigned')
      return sendChanged(answer, result, assignedAnswer);
    // Who names the one who has it may well want to take it from them.
    const seen = await seeOrder(desk.store, request.by, guildId, key.value);
    const refusal = refusalMessage(result.refusal);
    await answer.send(seen.ok ? { ...assignPanel(seen.value.order), content: refusal.content } : refusal);
  },

  suggest: suggestOrderIds,

  components: {
    panel: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const { by, guildId, orderKey } = requestOf(interaction, values);
        const seen = await seeOrder(desk.store, by, guildId, orderKey);
        await answer.send(seen.ok ? assignPanel(seen.value.order) : refusalMessage(seen.refusal));
      },
    },
    pick: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const user = interaction.isUserSelectMenu() ? interaction.users.first() : undefined;
        if (user === undefined) throw new Error('A user select came without a user');
        const worker = { userId: user.id, username: user.username, bot: user.bot };
        const result = await assignOrder(desk, { ...requestOf(interaction, values), worker });
        await sendChanged(answer, result, assignedAnswer);
      },
    },
    unassign: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const result = await assignOrder(desk, { ...requestOf(interaction, values), worker: undefined });
        await sendChanged(answer, result, assignedAnswer);
      },
    },
    start: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        await sendChanged(answer, await startOrder(desk, requestOf(interaction, values)), startedAnswer);
      },
    },
    decline: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        await sendChanged(answer, await declineOrder(desk, requestOf(interaction, values)), declinedAnswer);
      },
    },
  },
};

function requestOf(interaction: MessageComponentInteraction, values: readonly string[]): ChangeRequest {
  const [guildId, orderKey] = z.tuple([z.string(), z.string()]).parse(values);
  return { operationId: interaction.id, by: actorIn(guildId, interaction), guildId, orderKey };
}
