import { type BaseInteraction, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import { readDecisionSeries, readStatistics } from '../src/app/stats.ts';
import { type Period, periods } from '../src/domain/period.ts';
import { chartFile, decisionChart, statsMessage } from '../src/views/stats.ts';
import type { Answer, Command } from './command.ts';
import { actorOf, guildIdOf, readOptions } from './input.ts';

const options = z.object({ period: z.enum(periods).default('30 days') });

const definition = new SlashCommandBuilder()
  .setName('stats')
  .setDescription('See figures of your work, of the services you sell, or of the whole server')
  .setContexts(InteractionContextType.Guild)
  .addStringOption((option) =>
    option
      .setName('period')
      .setDescription('How far back to count; 30 days if you leave it out')
      .addChoices(periods.map((period) => ({ name: period, value: period }))),
  )
  .toJSON();

/** `/stats`: workers, advertisers and staff see how they, their services and the server do. */
export const stats: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    await send(interaction, answer, desk, input.value.period);
  },

  components: {
    period: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        await send(interaction, answer, desk, parsePeriod(values));
      },
    },
    chart: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const request = requestOf(interaction, parsePeriod(values));
        const [statistics, series] = await Promise.all([
          readStatistics(desk, request),
          readDecisionSeries(desk, request),
        ]);
        const picture = chartFile(series, await desk.charts.bars(decisionChart(series)));
        await answer.send(statsMessage(statistics, request.period, picture));
      },
    },
  },
};

async function send(interaction: BaseInteraction, answer: Answer, desk: Desk, period: Period): Promise<void> {
  const statistics = await readStatistics(desk, requestOf(interaction, period));
  await answer.send(statsMessage(statistics, period));
}

function requestOf(interaction: BaseInteraction, period: Period) {
  return { by: actorOf(interaction), guildId: guildIdOf(interaction), period };
}

function parsePeriod(values: readonly string[]): Period {
  return z.tuple([z.enum(periods)]).parse(values)[0];
}
