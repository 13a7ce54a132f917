import { InteractionContextType, type MessageComponentInteraction, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import { listOrders, type PageStart } from '../src/app/listOrders.ts';
import { statusesMatching, suggestServices } from '../src/app/suggest.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import { limits } from '../src/domain/order.ts';
import type { Actor } from '../src/domain/permissions.ts';
import { type ListRequest, openedFromList, orderList } from '../src/views/orderList.ts';
import type { Answer, Command } from './command.ts';
import { actorOf, guildIdOf, readOptions, statusOption, userOption } from './input.ts';

/** Longest service filter, so that the whole request fits into a component's custom id. */
const serviceFilterMax = 40;
const defaultLimit = 10;
const maxLimit = 25;

const options = z.object({
  status: statusOption.optional(),
  service: z.string().max(limits.service).optional(),
  limit: z.number().int().min(1).max(maxLimit).default(defaultLimit),
  user: userOption.optional(),
});

const definition = new SlashCommandBuilder()
  .setName('listorders')
  .setDescription('List orders, newest first; for staff and support')
  .setContexts(InteractionContextType.Guild)
  .addStringOption((option) =>
    option.setName('status').setDescription('Only orders in this status').setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('service')
      .setDescription('Only services with a word that starts like this, such as bot')
      .setMaxLength(limits.service)
      .setAutocomplete(true),
  )
  .addIntegerOption((option) =>
    option
      .setName('limit')
      .setDescription('How many to show at once; 10 if you leave it out')
      .setMinValue(1)
      .setMaxValue(maxLimit),
  )
  .addUserOption((option) => option.setName('user').setDescription('Only orders of this customer'))
  .toJSON();

/** `/listorders`: staff and support look through the orders. */
export const listorders: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const { status, service, limit, user } = input.value;
    const filter = {
      status,
      service: service?.trim().slice(0, serviceFilterMax).toWellFormed() || undefined,
      userId: user?.userId,
    };
    await sendPage(answer, desk, actorOf(interaction), guildIdOf(interaction), {
      filter,
      limit,
      start: { side: 'newest' },
    });
  },

  async suggest(interaction, desk) {
    const { name, value } = interaction.options.getFocused(true);
    if (name === 'status') return statusesMatching(value).map((status) => ({ name: status, value: status }));
    const found = await suggestServices(desk, {
      by: actorOf(interaction),
      guildId: guildIdOf(interaction),
      typed: value,
    });
    return found.map((service) => ({ name: service, value: service }));
  },

  components: {
    page: {
      answers: 'update',
      async run(interaction, [, ...where], answer, desk) {
        const request = { ...requestOf(interaction), start: parseStart(where) };
        await sendPage(answer, desk, actorOf(interaction), guildIdOf(interaction), request);
      },
    },
    open: {
      answers: 'update',
      async run(interaction, _values, answer, desk) {
        const orderKey = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '';
        const result = await seeOrder(desk.store, actorOf(interaction), guildIdOf(interaction), orderKey);
        if (!result.ok) return answer.refuse(result.refusal);
        const rows = interaction.message.components.map((row) => row.toJSON());
        const select = rows.find((row) => JSON.stringify(row).includes('"listorders:open:'));
        if (select === undefined) throw new Error('The list’s message has no select');
        await answer.send(openedFromList(result.value, startOf(interaction), select));
      },
    },
  },
};

async function sendPage(
  answer: Answer,
  desk: Desk,
  by: Actor,
  guildId: string,
  request: ListRequest,
): Promise<void> {
  const result = await listOrders(desk, { by, guildId, ...request });
  await (result.ok ? answer.send(orderList(result.value, request)) : answer.refuse(result.refusal));
}

const startSchema = z.union([
  z.tuple([z.literal('newest')]),
  z.tuple([z.enum(['older', 'newer']), z.string().regex(/^[0-9a-z]{1,11}$/), z.string().min(1)]),
]);

function parseStart(values: readonly string[]): PageStart {
  const start = startSchema.parse(values);
  if (start[0] === 'newest') return { side: 'newest' };
  const [side, timestamp, orderKey] = start;
  return { side, timestamp: new Date(Number.parseInt(timestamp, 36)), orderKey };
}

function customIdsOf(interaction: MessageComponentInteraction): string[] {
  return interaction.message.components.flatMap((row) =>
    'components' in row
      ? row.components.flatMap((component) =>
          'customId' in component && component.customId !== null ? [component.customId] : [],
        )
      : [],
  );
}

/** The filter and page size of the list a component belongs to, from its select's custom id. */
function requestOf(interaction: MessageComponentInteraction): Pick<ListRequest, 'filter' | 'limit'> {
  const id = customIdsOf(interaction).find((customId) => customId.startsWith('listorders:open:')) ?? '';
  const [, , limit, status, userId, ...service] = id.split(':');
  return {
    limit: z.coerce.number().int().min(1).max(maxLimit).parse(limit),
    filter: {
      status: status === '' ? undefined : statusOption.parse(status),
      userId: userId || undefined,
      service: service.join(':') || undefined,
    },
  };
}

/** The page a list shows, from its Refresh or Back button. */
function startOf(interaction: MessageComponentInteraction): PageStart {
  const id =
    customIdsOf(interaction).find((customId) => /^listorders:page:(refresh|back):/.test(customId)) ?? '';
  return parseStart(id.split(':').slice(3));
}
