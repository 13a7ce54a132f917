import { type BaseInteraction, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import { type OwnPlace, readOwnOrders, sectionCount } from '../src/app/myOrders.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import type { Message } from '../src/ports/messenger.ts';
import { openedOwnOrder, ownOrderList } from '../src/views/myOrders.ts';
import type { Command } from './command.ts';
import { actorIn } from './input.ts';

const pageSize = 10;

const definition = new SlashCommandBuilder()
  .setName('myorders')
  .setDescription('See what you ordered and what you work on, by what needs you first')
  .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
  .toJSON();

/** `/myorders`: everyone sees what they ordered and what they work on; in direct messages, across all servers. */
export const myorders: Command = {
  definition,

  async run(interaction, answer, desk) {
    await answer.send(await pageOf(interaction, desk, undefined));
  },

  components: {
    page: {
      answers: 'update',
      async run(interaction, [, ...where], answer, desk) {
        await answer.send(await pageOf(interaction, desk, parsePlace(where)));
      },
    },
    open: {
      answers: 'update',
      async run(interaction, where, answer, desk) {
        const chosen = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '';
        const [guildId, orderKey] = z.tuple([z.string(), z.string()]).parse(chosen.split(':'));
        const seen = await seeOrder(desk.store, actorIn(guildId, interaction), guildId, orderKey);
        if (!seen.ok) return answer.refuse(seen.refusal, await pageOf(interaction, desk, parsePlace(where)));
        const rows = interaction.message.components.map((row) => row.toJSON());
        const select = rows.find((row) => JSON.stringify(row).includes('"myorders:open:'));
        if (select === undefined) throw new Error('The list’s message has no select');
        const isDirect = interaction.guildId === null;
        await answer.send(
          openedOwnOrder(
            seen.value,
            {
              place: isDirect ? 'direct' : 'server',
              serverName: isDirect ? interaction.client.guilds.cache.get(guildId)?.name : undefined,
              now: desk.clock.now(),
            },
            parsePlace(where),
            select,
          ),
        );
      },
    },
  },
};

async function pageOf(
  interaction: BaseInteraction,
  desk: Desk,
  after: OwnPlace | undefined,
): Promise<Message> {
  const guildId = interaction.guildId ?? undefined;
  const page = await readOwnOrders(desk, { userId: interaction.user.id, guildId, limit: pageSize, after });
  const serverName = (id: string) => interaction.client.guilds.cache.get(id)?.name;
  return ownOrderList(page, after, guildId === undefined ? serverName : undefined);
}

const placeSchema = z.union([
  z.tuple([z.literal('first')]),
  z.tuple([
    z.coerce
      .number()
      .int()
      .min(0)
      .max(sectionCount - 1),
    z.string().regex(/^[0-9a-z]{1,11}$/),
    z.string().regex(/^\d{1,20}$/),
    z.string().min(1),
  ]),
]);

/** Where a page begins, from the end of a component's id. */
function parsePlace(values: readonly string[]): OwnPlace | undefined {
  const place = placeSchema.parse(values);
  if (place.length === 1) return undefined;
  const [section, sortedBy, guildId, orderKey] = place;
  return { section, sortedBy: new Date(Number.parseInt(sortedBy, 36)), guildId, orderKey };
}
