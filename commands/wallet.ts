import { type BaseInteraction, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import { type HistoryStart, readWallet } from '../src/app/wallet.ts';
import { walletMessage } from '../src/views/wallet.ts';
import type { Answer, Command } from './command.ts';
import { guildIdOf } from './input.ts';

const pageSize = 10;

const definition = new SlashCommandBuilder()
  .setName('wallet')
  .setDescription('See what you have in this server, and what came in and went out')
  .setContexts(InteractionContextType.Guild)
  .toJSON();

/** `/wallet`: everyone sees their own money, and only that. */
export const wallet: Command = {
  definition,

  async run(interaction, answer, desk) {
    await sendPage(interaction, answer, desk, { side: 'newest' });
  },

  components: {
    page: {
      answers: 'update',
      async run(interaction, [, ...where], answer, desk) {
        await sendPage(interaction, answer, desk, parseStart(where));
      },
    },
  },
};

async function sendPage(
  interaction: BaseInteraction,
  answer: Answer,
  desk: Desk,
  start: HistoryStart,
): Promise<void> {
  const request = { userId: interaction.user.id, guildId: guildIdOf(interaction), start, limit: pageSize };
  await answer.send(walletMessage(await readWallet(desk, request), start));
}

const startSchema = z.union([
  z.tuple([z.literal('newest')]),
  z.tuple([
    z.enum(['older', 'newer']),
    z.string().regex(/^[0-9a-z]{1,11}$/),
    z.string().regex(/^[0-9a-f]+$/),
  ]),
]);

/** Where a page starts, from the end of its button's id. */
function parseStart(values: readonly string[]): HistoryStart {
  const start = startSchema.parse(values);
  if (start[0] === 'newest') return { side: 'newest' };
  const [side, at, id] = start;
  return { side, at: new Date(Number.parseInt(at, 36)), id };
}
