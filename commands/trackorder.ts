import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { readTimeline } from '../src/app/timeline.ts';
import { trackOrder } from '../src/app/trackOrder.ts';
import { orderCard } from '../src/views/orderCard.ts';
import { timelinePage } from '../src/views/timeline.ts';
import type { Command, ComponentHandler } from './command.ts';
import { actorIn, actorOf, readOptions } from './input.ts';
import { orderOption, suggestOrderIds } from './orderOption.ts';

const options = z.object({ order_id: z.string().optional() });

const definition = new SlashCommandBuilder()
  .setName('trackorder')
  .setDescription('See where your order stands: progress, notes, who works on it')
  .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
  .addStringOption((option) => orderOption(option, 'leave it out for your newest'))
  .toJSON();

const timelineArguments = z.tuple([
  z.string(),
  z.string(),
  z.coerce.number().int().min(1),
  z.coerce.number().int().min(0),
]);

/** A stretch of the timeline; pressed on a card it opens beside it, pressed on a timeline it turns the page. */
const timeline: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const [guildId, orderKey, sequence, offset] = timelineArguments.parse(values);
  const result = await readTimeline(desk, {
    by: actorIn(guildId, interaction),
    guildId,
    orderKey,
    fromSequence: sequence,
  });
  if (!result.ok) return answer.refuse(result.refusal);
  const { order, events, reader } = result.value;
  await answer.send(timelinePage(order, events, { sequence, offset }, { forStaff: reader.has('staff') }));
};

/** `/trackorder`: customers follow their orders, staff any. */
export const trackorder: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const result = await trackOrder(desk, {
      by: actorOf(interaction),
      guildId: interaction.guildId ?? undefined,
      channelId: interaction.channelId,
      orderId: input.value.order_id,
    });
    if (!result.ok) return answer.refuse(result.refusal);
    const { order, reader } = result.value;
    const place = interaction.guildId === null ? 'direct' : 'server';
    const serverName =
      interaction.guildId === null ? interaction.client.guilds.cache.get(order.guildId)?.name : undefined;
    await answer.send(orderCard(order, { reader, serverName, place, now: desk.clock.now() }));
  },

  suggest: suggestOrderIds,

  components: {
    timeline: { answers: 'new', run: timeline },
    page: { answers: 'update', run: timeline },
  },
};
