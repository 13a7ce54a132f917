import { type BaseInteraction, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { readSettings } from '../src/app/access.ts';
import type { PaymentDesk } from '../src/app/desk.ts';
import { askTopUp, takesTopUps, topUpPage } from '../src/app/payments/topUp.ts';
import { type HistoryStart, readWallet } from '../src/app/wallet.ts';
import { askWithdrawal, seeWithdrawable } from '../src/app/withdrawals.ts';
import { providerNames } from '../src/ports/paymentProvider.ts';
import { refusalMessage } from '../src/views/refusal.ts';
import { topUpForm, topUpPageMessage, topUpQuestion } from '../src/views/topUp.ts';
import { walletMessage } from '../src/views/wallet.ts';
import { withdrawalAskedAnswer, withdrawForm } from '../src/views/withdrawal.ts';
import type { Answer, Command } from './command.ts';
import { actorIn, actorOf, guildIdOf } from './input.ts';

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
    topup: {
      answers: 'form',
      async open(interaction, _values, desk) {
        const settings = await readSettings(desk.store, guildIdOf(interaction));
        return takesTopUps(desk, settings)
          ? topUpForm(settings.defaultCurrency)
          : refusalMessage({ code: 'top-ups-off' });
      },
    },
    withdraw: {
      answers: 'form',
      async open(interaction, _values, desk) {
        const guildId = guildIdOf(interaction);
        const settings = await readSettings(desk.store, guildId);
        return settings.withdrawals
          ? withdrawForm(await seeWithdrawable(desk, { by: actorOf(interaction), guildId }))
          : refusalMessage({ code: 'withdrawals-off' });
      },
    },
    pay: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [name, guildId, paymentId] = payPlace.parse(values);
        const opened = await topUpPage(desk, name, { by: actorIn(guildId, interaction), guildId, paymentId });
        if (!opened.ok) return answer.refuse(opened.refusal);
        await answer.send(topUpPageMessage(opened.value.payment, name, opened.value.url));
      },
    },
  },

  forms: {
    withdraw: {
      answers: 'new',
      async run(interaction, _values, answer, desk) {
        const asked = await askWithdrawal(desk, {
          operationId: interaction.id,
          by: actorOf(interaction),
          guildId: guildIdOf(interaction),
          amount: interaction.fields.getTextInputValue('amount'),
          to: interaction.fields.getTextInputValue('to'),
        });
        await (asked.ok ? answer.send(withdrawalAskedAnswer(asked.value)) : answer.refuse(asked.refusal));
      },
    },
    topup: {
      answers: 'new',
      async run(interaction, _values, answer, desk) {
        const asked = await askTopUp(desk, {
          operationId: interaction.id,
          by: actorOf(interaction),
          guildId: guildIdOf(interaction),
          amount: interaction.fields.getTextInputValue('amount'),
        });
        await (asked.ok ? answer.send(topUpQuestion(asked.value)) : answer.refuse(asked.refusal));
      },
    },
  },
};

const payPlace = z.tuple([z.enum(providerNames), z.string(), z.string()]);

async function sendPage(
  interaction: BaseInteraction,
  answer: Answer,
  desk: Pick<PaymentDesk, 'store' | 'providers' | 'publicUrl'>,
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
