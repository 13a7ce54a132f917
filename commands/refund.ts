import { InteractionContextType, type MessageComponentInteraction, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { findOrderKey } from '../src/app/findOrder.ts';
import { dropRefund, quoteRefund, requoteRefund } from '../src/app/payments/quoteRefund.ts';
import { confirmRefund } from '../src/app/payments/refundOrder.ts';
import type { Confirmation } from '../src/app/updateOrder.ts';
import { longestRefundReason, refundWays } from '../src/domain/refund.ts';
import { notRefundedAnswer, refundedAnswer, refundPanel } from '../src/views/refund.ts';
import type { Command, ComponentHandler } from './command.ts';
import { actorOf, guildIdOf, orderReferenceOf, readOptions, withoutButtons } from './input.ts';
import { orderOption, suggestOrderIds } from './orderOption.ts';

const options = z.object({
  order_id: z.string().optional(),
  amount: z.string().optional(),
  reason: z.string().max(longestRefundReason).optional(),
});

const definition = new SlashCommandBuilder()
  .setName('refund')
  .setDescription('Give money of an order back, whole or in part; for staff and support')
  .setContexts(InteractionContextType.Guild)
  .addStringOption((option) => orderOption(option))
  .addStringOption((option) =>
    option.setName('amount').setDescription('How much, such as $20; leave it out for all that is left'),
  )
  .addStringOption((option) =>
    option.setName('reason').setDescription('Why; the customer reads it').setMaxLength(longestRefundReason),
  )
  .toJSON();

const chooseWay: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const way = z.enum(refundWays).parse(interaction.isStringSelectMenu() ? interaction.values[0] : undefined);
  const offer = await requoteRefund(desk, { ...confirmationOf(interaction, values), way });
  if (offer.ok) return answer.send(refundPanel(offer.value));
  const isGone = offer.refusal.code === 'confirmation-gone';
  await answer.refuse(offer.refusal, isGone ? withoutButtons(interaction) : undefined);
};

const confirm: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const [way, seen] = z.tuple([z.enum(refundWays), z.string()]).parse(values.slice(2));
  const asked = confirmationOf(interaction, values);
  const result = await confirmRefund(desk, { ...asked, operationId: interaction.id, way, seen });
  if (result.ok) {
    await answer.send(refundedAnswer(result.value, 'under way'));
    return answer.send(refundedAnswer(result.value, await result.value.told));
  }
  // What it says is no longer true: it is shown as it is now.
  const offer = await requoteRefund(desk, { ...asked, way });
  await answer.refuse(result.refusal, offer.ok ? refundPanel(offer.value) : withoutButtons(interaction));
};

/** `/refund`: shows where money would go back to and who bears it, lets choose the way, and does it once confirmed. */
export const refund: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const { order_id, amount, reason } = input.value;
    const reference = orderReferenceOf(interaction, order_id);
    const key = await findOrderKey(desk.store, reference);
    if (!key.ok) return answer.refuse(key.refusal);
    const offer = await quoteRefund(desk, {
      operationId: interaction.id,
      by: actorOf(interaction),
      guildId: reference.guildId,
      orderKey: key.value,
      amount,
      reason,
    });
    await (offer.ok ? answer.send(refundPanel(offer.value)) : answer.refuse(offer.refusal));
  },

  suggest: suggestOrderIds,

  components: {
    way: { answers: 'update', run: chooseWay },
    confirm: { answers: 'update', run: confirm },
    keep: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        await dropRefund(desk, confirmationOf(interaction, values));
        await answer.send(notRefundedAnswer());
      },
    },
  },
};

function confirmationOf(interaction: MessageComponentInteraction, values: readonly string[]): Confirmation {
  const [orderKey, confirmationId] = z.tuple([z.string(), z.string()]).parse(values.slice(0, 2));
  return { by: actorOf(interaction), guildId: guildIdOf(interaction), orderKey, confirmationId };
}
