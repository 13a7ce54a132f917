import type { AutocompleteInteraction, SlashCommandStringOption } from 'discord.js';
import type { Desk } from '../src/app/desk.ts';
import { sharedOrders } from '../src/app/payments/findPayersOrder.ts';
import { suggestOrders } from '../src/app/suggest.ts';
import { orderChoices, sharedOrderChoices } from '../src/views/choices.ts';
import type { Choice } from './command.ts';
import { actorOf } from './input.ts';

/** The `order_id` option as every command has it. `otherwise` says what is meant when it is left out. */
export function orderOption(
  option: SlashCommandStringOption,
  otherwise = 'may be left out in the order’s ticket channel',
): SlashCommandStringOption {
  return option.setName('order_id').setDescription(`Which order; ${otherwise}`).setAutocomplete(true);
}

/** Suggests the orders that the asker may see, by what was typed of the id. */
export async function suggestOrderIds(interaction: AutocompleteInteraction, desk: Desk): Promise<Choice[]> {
  const found = await suggestOrders(desk, {
    by: actorOf(interaction),
    guildId: interaction.guildId ?? undefined,
    typed: interaction.options.getFocused(),
  });
  return orderChoices(found);
}

/** Suggests the orders that the asker may see, and after them those that they only pay something of. */
export async function suggestPayersOrderIds(
  interaction: AutocompleteInteraction,
  desk: Desk,
): Promise<Choice[]> {
  const [seen, shared] = await Promise.all([
    suggestOrderIds(interaction, desk),
    sharedOrders(desk, {
      userId: interaction.user.id,
      guildId: interaction.guildId ?? undefined,
      typed: interaction.options.getFocused(),
    }),
  ]);
  const known = new Set(seen.map(({ value }) => value));
  return [...seen, ...sharedOrderChoices(shared.filter(({ orderId }) => !known.has(orderId)))];
}
