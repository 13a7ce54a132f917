import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { chargeOrder } from '../src/app/payments/chargeOrder.ts';
import { invoice as makeInvoice } from '../src/app/payments/invoice.ts';
import { seeOrder } from '../src/app/trackOrder.ts';
import { limits } from '../src/domain/order.ts';
import { orderKeyOf, parseOrderId } from '../src/domain/orderId.ts';
import { paymentLimits } from '../src/domain/payment.ts';
import { chargedAnswer, invoicedAnswer } from '../src/views/answers.ts';
import { addorder } from './addorder.ts';
import type { Command } from './command.ts';
import { actorOf, channelOf, guildIdOf, readOptions, userOption } from './input.ts';

const options = z.object({
  user: userOption,
  service: z.string().max(limits.service),
  amount: z.string().max(64),
  order_id: z.string().optional(),
  notes: z.string().max(limits.notes).optional(),
  deadline: z.string().max(64).optional(),
  tax: z.string().max(64).optional(),
  instalments: z.number().int().min(2).max(paymentLimits.instalments).optional(),
  every_days: z.number().int().min(1).max(365).optional(),
  also_pays: userOption.optional(),
  also_pays_2: userOption.optional(),
});

const definition = new SlashCommandBuilder()
  .setName('invoice')
  .setDescription('Ask a customer to pay for a new order, or for something more on a running one')
  .setContexts(InteractionContextType.Guild)
  .addUserOption((option) =>
    option.setName('user').setDescription('The customer, who is asked to pay by DM').setRequired(true),
  )
  .addStringOption((option) =>
    option
      .setName('service')
      .setDescription('What it is for, such as Website Development')
      .setRequired(true)
      .setMaxLength(limits.service)
      .setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('amount')
      .setDescription('What is to be paid, such as $150.00, 1.50 EUR or 500 Gold')
      .setRequired(true)
      .setMaxLength(64)
      .setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('order_id')
      .setDescription('A running order of this customer to charge more on, or your own id for a new one'),
  )
  .addStringOption((option) =>
    option.setName('notes').setDescription('A note that the customer will read').setMaxLength(limits.notes),
  )
  .addStringOption((option) =>
    option
      .setName('deadline')
      .setDescription('When the work is due, such as 3d, 12h or 2026-12-01 18:00')
      .setMaxLength(64),
  )
  .addStringOption((option) =>
    option.setName('tax').setDescription('How much of the amount is tax, such as $15.00').setMaxLength(64),
  )
  .addIntegerOption((option) =>
    option
      .setName('instalments')
      .setDescription('In how many parts it may be paid; work starts after the first')
      .setMinValue(2)
      .setMaxValue(paymentLimits.instalments),
  )
  .addIntegerOption((option) =>
    option
      .setName('every_days')
      .setDescription('How many days one part is due after the other; 30 if left out')
      .setMinValue(1)
      .setMaxValue(365),
  )
  .addUserOption((option) =>
    option.setName('also_pays').setDescription('Someone else who pays an equal share'),
  )
  .addUserOption((option) => option.setName('also_pays_2').setDescription('And one more'))
  .toJSON();

/** What only a new order can have: something more on a running one is due at once, in one part. */
const newOrderOptions = [
  'notes',
  'deadline',
  'tax',
  'instalments',
  'every_days',
  'also_pays',
  'also_pays_2',
] as const;

/** `/invoice`: staff ask for money, for a new order or for something more on a running one. */
export const invoice: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const { user, service, amount, also_pays, also_pays_2, ...rest } = input.value;
    const by = actorOf(interaction);
    const guildId = guildIdOf(interaction);
    const orderId = rest.order_id === undefined ? undefined : parseOrderId(rest.order_id);
    const running = orderId?.ok
      ? await seeOrder(desk.store, by, guildId, orderKeyOf(orderId.value), 'add order')
      : undefined;
    const isNewHere = running?.ok !== true || running.value.order.recentOperations.includes(interaction.id);
    if (!isNewHere && running.value.order.userId === user.userId) {
      const { orderKey } = running.value.order;
      const meaningless = newOrderOptions.filter((name) => input.value[name] !== undefined);
      if (meaningless.length > 0) return answer.refuse({ code: 'charge-options', options: meaningless });
      const charged = await chargeOrder(desk, {
        operationId: interaction.id,
        by,
        guildId,
        orderKey,
        amount,
        description: service,
      });
      if (!charged.ok) return answer.refuse(charged.refusal);
      await answer.send(chargedAnswer(charged.value.order, amount, service, await charged.value.told));
      return;
    }
    const result = await makeInvoice(desk, {
      operationId: interaction.id,
      by,
      guildId,
      channel: channelOf(interaction),
      customer: user,
      service,
      amount,
      orderId: rest.order_id,
      notes: rest.notes,
      deadline: rest.deadline,
      taxIncluded: rest.tax,
      otherPayers: [also_pays, also_pays_2].filter((payer) => payer !== undefined),
      instalments: rest.instalments ?? 1,
      intervalDays: rest.every_days ?? 30,
    });
    if (!result.ok) return answer.refuse(result.refusal);
    const { order, told } = result.value;
    await answer.send(invoicedAnswer(order, 'under way'));
    await answer.send(invoicedAnswer(order, await told));
  },

  suggest: (interaction, desk) => addorder.suggest?.(interaction, desk) ?? Promise.resolve([]),
};
