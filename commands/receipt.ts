import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { findPayersOrder } from '../src/app/payments/findPayersOrder.ts';
import { seePayments } from '../src/app/payments/seePayments.ts';
import { receiptOf } from '../src/domain/receipt.ts';
import { printedReceipt, receiptMessage } from '../src/views/receipt.ts';
import type { Command } from './command.ts';
import { actorIn, actorOf, readOptions } from './input.ts';
import { orderOption, suggestPayersOrderIds } from './orderOption.ts';

const options = z.object({ order_id: z.string().optional() });

const definition = new SlashCommandBuilder()
  .setName('receipt')
  .setDescription('Get a receipt of what you paid for an order, as a picture to keep')
  .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
  .addStringOption((option) => orderOption(option, 'leave it out for your newest'))
  .toJSON();

/** `/receipt`: payers get what they paid, staff what was paid at all. */
export const receipt: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const meant = await findPayersOrder(desk, {
      by: actorOf(interaction),
      guildId: interaction.guildId ?? undefined,
      channelId: interaction.channelId,
      orderId: input.value.order_id,
      unpaidFirst: false,
    });
    if (!meant.ok) return answer.refuse(meant.refusal);
    const { guildId, orderKey } = meant.value;
    const seen = await seePayments(desk, { by: actorIn(guildId, interaction), guildId, orderKey });
    if (!seen.ok) return answer.refuse(seen.refusal);
    const made = receiptOf(seen.value.order, seen.value.payments);
    if (made === undefined) return answer.refuse({ code: 'nothing-paid' });
    const serverName = interaction.client.guilds.cache.get(guildId)?.name;
    const picture = await desk.receipts.print(printedReceipt(made, serverName, desk.clock.now()));
    await answer.send(receiptMessage(made, picture));
  },

  suggest: suggestPayersOrderIds,
};
