import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { cancelUnpaid } from '../src/app/cancelUnpaid.ts';
import { recordPayment } from '../src/app/payments/chargeOrder.ts';
import { findPayersOrder } from '../src/app/payments/findPayersOrder.ts';
import { payByProvider } from '../src/app/payments/payByProvider.ts';
import { payFromWallet } from '../src/app/payments/payFromWallet.ts';
import { seePayments, walletBalance } from '../src/app/payments/seePayments.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import { isCancellable } from '../src/domain/cancelUnpaid.ts';
import { priceOf } from '../src/domain/payment.ts';
import { paymentMethods } from '../src/domain/paymentMethod.ts';
import { providerNames } from '../src/ports/paymentProvider.ts';
import { keptAnswer, updatedAnswer } from '../src/views/answers.ts';
import { cancelledAnswer, cancelQuestion } from '../src/views/cancelUnpaid.ts';
import { outdatedMessage } from '../src/views/failure.ts';
import {
  notPaidAnswer,
  paidFromWalletAnswer,
  paymentsMessage,
  payPageMessage,
  walletQuestion,
} from '../src/views/payment.ts';
import type { Command, ComponentHandler } from './command.ts';
import { actorIn, actorOf, readOptions, sendChanged, withoutButtons } from './input.ts';
import { orderOption, suggestPayersOrderIds } from './orderOption.ts';

const options = z.object({ order_id: z.string().optional() });

const definition = new SlashCommandBuilder()
  .setName('pay')
  .setDescription('See what is to be paid for your order, and pay it')
  .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
  .addStringOption((option) => orderOption(option, 'leave it out for your newest unpaid one'))
  .toJSON();

const place = z.tuple([z.string(), z.string()]);

const openPage: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const [name, guildId, orderKey] = z.tuple([z.enum(providerNames), z.string(), z.string()]).parse(values);
  const result = await payByProvider(desk, name, { by: actorIn(guildId, interaction), guildId, orderKey });
  if (!result.ok) return answer.refuse(result.refusal);
  const { order, payment, url } = result.value;
  await answer.send(payPageMessage(order, payment, name, url));
};

const askWallet: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const [guildId, orderKey] = place.parse(values);
  const seen = await seePayments(desk, { by: actorIn(guildId, interaction), guildId, orderKey });
  if (!seen.ok) return answer.refuse(seen.refusal);
  const { order, next } = seen.value;
  if (next === undefined) return answer.refuse({ code: 'nothing-to-pay' });
  await answer.send(walletQuestion(order, next.payment, next.wallet));
};

const payFromOwnWallet: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const [guildId, orderKey, number] = z
    .tuple([z.string(), z.string(), z.coerce.number().int()])
    .parse(values);
  const by = actorIn(guildId, interaction);
  const paid = await payFromWallet(desk, { operationId: interaction.id, by, guildId, orderKey, number });
  if (!paid.ok) return answer.refuse(paid.refusal);
  const { order, payment } = paid.value;
  const wallet = await walletBalance(desk.store, guildId, by.userId, payment.currency);
  await answer.send(paidFromWalletAnswer(order, priceOf(payment), wallet));
};

const recordOutside: ComponentHandler['run'] = async (interaction, values, answer, desk) => {
  const [guildId, orderKey, ...rest] = place.rest(z.string()).parse(values);
  const [numbered] = rest;
  // Selects of earlier versions don't say which payment they mean.
  if (numbered === undefined) return answer.send(outdatedMessage());
  const number = z.coerce.number().int().parse(numbered);
  const method = z
    .enum(paymentMethods)
    .exclude(['wallet'])
    .parse(interaction.isStringSelectMenu() ? interaction.values[0] : undefined);
  const by = actorIn(guildId, interaction);
  const result = await recordPayment(desk, {
    operationId: interaction.id,
    by,
    guildId,
    orderKey,
    number,
    method,
  });
  if (!result.ok) return answer.refuse(result.refusal);
  const { order, before, told } = result.value;
  await answer.send(updatedAnswer(order, before, await told));
};

/** `/pay`: payers see what is due and pay it; staff see all payments of an order and record those made elsewhere. */
export const pay: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const by = actorOf(interaction);
    const meant = await findPayersOrder(desk, {
      by,
      guildId: interaction.guildId ?? undefined,
      channelId: interaction.channelId,
      orderId: input.value.order_id,
      unpaidFirst: true,
    });
    if (!meant.ok) return answer.refuse(meant.refusal);
    const { guildId, orderKey } = meant.value;
    const seen = await seePayments(desk, { by: actorIn(guildId, interaction), guildId, orderKey });
    if (!seen.ok) return answer.refuse(seen.refusal);
    await answer.send(paymentsMessage(seen.value));
  },

  suggest: suggestPayersOrderIds,

  components: {
    page: { answers: 'new', run: openPage },
    wallet: { answers: 'new', run: askWallet },
    confirm: { answers: 'update', run: payFromOwnWallet },
    keep: { answers: 'update', run: async (_interaction, _values, answer) => answer.send(notPaidAnswer()) },
    record: { answers: 'new', run: recordOutside },
    cancel: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey] = place.parse(values);
        const by = actorIn(guildId, interaction);
        const seen = await seeOrder(desk.store, by, guildId, orderKey, 'cancel unpaid order');
        if (!seen.ok) return answer.refuse(seen.refusal);
        const { order } = seen.value;
        if (isCancellable(order)) return answer.send(cancelQuestion(order));
        await answer.refuse({ code: 'cancel-not-now', status: order.status });
      },
    },
    cancelled: {
      answers: 'update',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey] = place.parse(values);
        const request = { operationId: interaction.id, by: actorIn(guildId, interaction), guildId, orderKey };
        await sendChanged(answer, await cancelUnpaid(desk, request), cancelledAnswer, async () =>
          withoutButtons(interaction),
        );
      },
    },
    kept: { answers: 'update', run: async (_interaction, _values, answer) => answer.send(keptAnswer()) },
    show: {
      answers: 'new',
      async run(interaction, values, answer, desk) {
        const [guildId, orderKey] = place.parse(values);
        const seen = await seePayments(desk, { by: actorIn(guildId, interaction), guildId, orderKey });
        if (!seen.ok) return answer.refuse(seen.refusal);
        await answer.send(paymentsMessage(seen.value));
      },
    },
  },
};
