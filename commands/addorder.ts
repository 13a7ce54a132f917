import { InteractionContextType, PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import { z } from 'zod';
import { addOrder } from '../src/app/addOrder.ts';
import { suggestFromOwnOrders, suggestServicesToSell } from '../src/app/suggest.ts';
import { limits } from '../src/domain/order.ts';
import { paymentMethods } from '../src/domain/paymentMethod.ts';
import { addedAnswer } from '../src/views/answers.ts';
import { methodName } from '../src/views/words.ts';
import type { Command } from './command.ts';
import { actorOf, channelOf, guildIdOf, paymentMethodOption, readOptions, userOption } from './input.ts';

const options = z.object({
  user: userOption,
  service: z.string().max(limits.service),
  payment_method: paymentMethodOption,
  amount: z.string().max(64),
  order_id: z.string().optional(),
  notes: z.string().max(limits.notes).optional(),
  booster: userOption.optional(),
  deadline: z.string().max(64).optional(),
  payment_reference: z.string().max(limits.paymentReference).optional(),
  record_anyway: z.boolean().optional(),
});

const definition = new SlashCommandBuilder()
  .setName('addorder')
  .setDescription('Record an order that has been paid; the customer is told by DM how to follow it')
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .setContexts(InteractionContextType.Guild)
  .addUserOption((option) =>
    option.setName('user').setDescription('The customer who bought it').setRequired(true),
  )
  .addStringOption((option) =>
    option
      .setName('service')
      .setDescription('What was bought, such as Website Development')
      .setRequired(true)
      .setMaxLength(limits.service)
      .setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('payment_method')
      .setDescription('How it was paid')
      .setRequired(true)
      .setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('amount')
      .setDescription('What was paid, such as $150.00, 1.50 EUR or 500 Gold')
      .setRequired(true)
      .setMaxLength(64)
      .setAutocomplete(true),
  )
  .addStringOption((option) =>
    option
      .setName('order_id')
      .setDescription('Your own id for it: letters, digits, _ and -; made up if you leave it out'),
  )
  .addStringOption((option) =>
    option.setName('notes').setDescription('A note that the customer will read').setMaxLength(limits.notes),
  )
  .addUserOption((option) =>
    option.setName('booster').setDescription('Who does the work; they are told by DM'),
  )
  .addStringOption((option) =>
    option
      .setName('deadline')
      .setDescription('When it is due, such as 3d, 12h or 2026-12-01 18:00')
      .setMaxLength(64),
  )
  .addStringOption((option) =>
    option
      .setName('payment_reference')
      .setDescription('The payment’s id at Stripe or PayPal, which is looked up there; only staff see it')
      .setMaxLength(limits.paymentReference),
  )
  .addBooleanOption((option) =>
    option
      .setName('record_anyway')
      .setDescription('Record it even if Stripe or PayPal does not confirm the payment'),
  )
  .toJSON();

/** `/addorder`: staff record a paid order. */
export const addorder: Command = {
  definition,

  async run(interaction, answer, desk) {
    const input = readOptions(interaction, options);
    if (!input.ok) return answer.send(input.refusal);
    const { user, booster, ...rest } = input.value;
    const result = await addOrder(desk, {
      operationId: interaction.id,
      by: actorOf(interaction),
      guildId: guildIdOf(interaction),
      channel: channelOf(interaction),
      customer: user,
      worker: booster,
      service: rest.service,
      paymentMethod: rest.payment_method,
      amount: rest.amount,
      orderId: rest.order_id,
      notes: rest.notes,
      deadline: rest.deadline,
      paymentReference: rest.payment_reference,
      recordAnyway: rest.record_anyway,
    });
    if (!result.ok) return answer.refuse(result.refusal);
    const { order, told, verified } = result.value;
    await answer.send(addedAnswer(order, 'under way', verified));
    await answer.send(addedAnswer(order, await told, verified));
  },

  async suggest(interaction, desk) {
    const asked = { by: actorOf(interaction), guildId: guildIdOf(interaction) };
    const { name, value } = interaction.options.getFocused(true);
    switch (name) {
      case 'service': {
        const services = await suggestServicesToSell(desk, { ...asked, typed: value });
        return services.map((service) => ({ name: service, value: service }));
      }
      case 'payment_method': {
        const used = await suggestFromOwnOrders(desk, asked, (order) => order.paymentMethod);
        return [...new Set([...used, ...paymentMethods])]
          .filter((method) => method !== 'unpaid')
          .map((method) => ({ name: methodName(method), value: method }))
          .filter((choice) => choice.name.toLowerCase().startsWith(value.trim().toLowerCase()));
      }
      case 'amount': {
        const used = await suggestFromOwnOrders(desk, asked, (order) => order.amount);
        const typed = value.trim();
        return [
          ...new Set([...(typed === '' ? [] : [typed]), ...used.filter((amount) => amount.includes(typed))]),
        ].map((amount) => ({ name: amount, value: amount }));
      }
      default:
        return [];
    }
  },
};
