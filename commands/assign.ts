import { InteractionContextType, type MessageComponentInteraction, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { assignOrder, declineOrder, startOrder } from '../src/app/assignOrder.ts';
import type { ChangeRequest } from '../src/app/changeOrder.ts';
import type { Desk } from '../src/app/desk.ts';
import { findOrderKey } from '../src/app/findOrder.ts';
import type { Refusal } from '../src/app/refusal.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import { assignedAnswer, assignPanel, declinedAnswer, startedAnswer } from '../src/views/answers.ts';
import { orderCard } from '../src/views/orderCard.ts';
import { refusalMessage } from '../src/views/refusal.ts';
import type { Answer, Command } from './command.ts';
import {
  actorIn,
  actorOf,
  orderReferenceOf,
  readOptions,
  sendChanged,
  userOption,
  withoutButtons,
} from './input.ts';
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
    if (!key.ok) return answer.refuse(key.refusal);
    const { guildId } = reference;
    const request = { operationId: interaction.id, by: actorOf(interaction), guildId, orderKey: key.value };
    const result = await assignOrder(desk, { ...request, worker: input.value.booster });
    if (result.ok || result.refusal.code !== 'already-assigned')
      return sendChanged(answer, result, assignedAnswer);
    // Who names the one who has it may well want to take it from them.
    const seen = await seeOrder(desk.store, request.by, guildId, key.value);
    if (!seen.ok) return answer.refuse(seen.refusal);
    const { content } = refusalMessage(result.refusal);
    await answer.send({ ...assignPanel(seen.value.order), content });
  },

  suggest: suggestOrderIds,

  components: {
    panel: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const { by, guildId, orderKey } = requestOf(interaction, values);
        const seen = await seeOrder(desk.store, by, guildId, orderKey, 'assign worker');
        await (seen.ok ? answer.send(assignPanel(seen.value.order)) : answer.refuse(seen.refusal));
      },
    },
    pick: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const user = interaction.isUserSelectMenu() ? interaction.users.first() : undefined;
        if (user === undefined) throw new Error('A user select came without a user');
        const worker = { userId: user.id, username: user.username, bot: user.bot };
        await sendAssigned(answer, desk, { ...requestOf(interaction, values), worker });
      },
    },
    unassign: {
      answers: 'update',
      run: (interaction, values, answer, desk) =>
        sendAssigned(answer, desk, { ...requestOf(interaction, values), worker: undefined }),
    },
    start: {
      answers: 'update',
      run: (interaction, values, answer, desk) =>
        sendWorkers(interaction, answer, desk, requestOf(interaction, values), startOrder, startedAnswer),
    },
    decline: {
      answers: 'update',
      run: (interaction, values, answer, desk) =>
        sendWorkers(interaction, answer, desk, requestOf(interaction, values), declineOrder, declinedAnswer),
    },
  },
};

/** Assigns; a panel whose order has changed since shows how it is now. */
async function sendAssigned(
  answer: Answer,
  desk: Desk,
  request: Parameters<typeof assignOrder>[1],
): Promise<void> {
  const outdated: readonly Refusal['code'][] = ['already-assigned', 'not-assigned', 'assign-not-now'];
  await sendChanged(answer, await assignOrder(desk, request), assignedAnswer, async ({ code }) => {
    const { by, guildId, orderKey } = request;
    const seen = await seeOrder(desk.store, by, guildId, orderKey, 'assign worker');
    if (!outdated.includes(code) || !seen.ok) return undefined;
    const { order, reader } = seen.value;
    return code === 'assign-not-now' ? orderCard(order, { reader }) : assignPanel(order);
  });
}

/** Does what the worker pressed; a message about an order that has changed since shows how it is, if it still is theirs. */
async function sendWorkers(
  interaction: MessageComponentInteraction,
  answer: Answer,
  desk: Desk,
  request: ChangeRequest,
  deed: typeof startOrder,
  view: typeof startedAnswer,
): Promise<void> {
  await sendChanged(answer, await deed(desk, request), view, async () => {
    const { by, guildId, orderKey } = request;
    const seen = await seeOrder(desk.store, by, guildId, orderKey);
    if (!seen.ok || !seen.value.reader.has('worker')) return withoutButtons(interaction);
    const isDirect = interaction.guildId === null;
    return orderCard(seen.value.order, {
      reader: seen.value.reader,
      place: isDirect ? 'direct' : 'server',
      serverName: isDirect ? interaction.client.guilds.cache.get(guildId)?.name : undefined,
    });
  });
}

function requestOf(interaction: MessageComponentInteraction, values: readonly string[]): ChangeRequest {
  const [guildId, orderKey] = z.tuple([z.string(), z.string()]).parse(values);
  return { operationId: interaction.id, by: actorIn(guildId, interaction), guildId, orderKey };
}
