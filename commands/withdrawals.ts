import { type BaseInteraction, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import type { Desk } from '../src/app/desk.ts';
import type { Refusal } from '../src/app/refusal.ts';
import { decideWithdrawal, seeWithdrawal, waitingWithdrawals } from '../src/app/withdrawals.ts';
import type { Result } from '../src/domain/result.ts';
import type { Withdrawal } from '../src/domain/withdrawal.ts';
import type { Message } from '../src/ports/messenger.ts';
import {
  refuseForm,
  withdrawalDecidedAnswer,
  withdrawalMessage,
  withdrawalsList,
} from '../src/views/withdrawal.ts';
import type { Answer, Command } from './command.ts';
import { actorIn, actorOf, guildIdOf } from './input.ts';

const definition = new SlashCommandBuilder()
  .setName('withdrawals')
  .setDescription('Staff: see who asks to be paid from their wallet, and say what was paid')
  .setContexts(InteractionContextType.Guild)
  .toJSON();

const place = z.tuple([z.string(), z.string()]);

/** `/withdrawals`: staff see what people want paid out, pay it by hand, and say so. */
export const withdrawals: Command = {
  definition,

  async run(interaction, answer, desk) {
    const request = { by: actorOf(interaction), guildId: guildIdOf(interaction) };
    const waiting = await waitingWithdrawals(desk, request);
    await (waiting.ok ? answer.send(withdrawalsList(waiting.value)) : answer.refuse(waiting.refusal));
  },

  components: {
    open: {
      answers: 'new',
      run: (interaction, values, answer, desk) => show(interaction, values, answer, desk),
    },
    choose: {
      answers: 'update',
      run: (interaction, _values, answer, desk) => {
        const chosen = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '';
        return show(interaction, [guildIdOf(interaction), chosen], answer, desk);
      },
    },
    paid: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const request = requestOf(interaction, values);
        const decided = await decideWithdrawal(desk, { ...request, decision: { kind: 'paid' } });
        await sendDecided(desk, request, answer, decided);
      },
    },
    refuse: {
      answers: 'form',
      async open(_interaction, values) {
        return refuseForm(...place.parse(values));
      },
    },
  },

  forms: {
    refused: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const request = requestOf(interaction, values);
        const reason = interaction.fields.getTextInputValue('reason');
        const decided = await decideWithdrawal(desk, { ...request, decision: { kind: 'refused', reason } });
        await sendDecided(desk, request, answer, decided);
      },
    },
  },
};

function requestOf(interaction: BaseInteraction, values: readonly string[]) {
  const [guildId, withdrawalId] = place.parse(values);
  return { operationId: interaction.id, by: actorIn(guildId, interaction), guildId, withdrawalId };
}

async function show(
  interaction: BaseInteraction,
  values: readonly string[],
  answer: Answer,
  desk: Desk,
): Promise<void> {
  const seen = await seeWithdrawal(desk, requestOf(interaction, values));
  await (seen.ok
    ? answer.send(withdrawalMessage(seen.value, interaction.user.id))
    : answer.refuse(seen.refusal));
}

/** Answers a decision; one that came too late shows what was decided instead. */
async function sendDecided(
  desk: Desk,
  request: ReturnType<typeof requestOf>,
  answer: Answer,
  decided: Result<Withdrawal, Refusal>,
): Promise<void> {
  if (decided.ok) return answer.send(withdrawalDecidedAnswer(decided.value));
  const seen = decided.refusal.code === 'withdrawal-over' ? await seeWithdrawal(desk, request) : undefined;
  const instead: Message | undefined =
    seen?.ok === true ? withdrawalMessage(seen.value, request.by.userId) : undefined;
  await answer.refuse(decided.refusal, instead);
}
