import type { OrderEvent } from '../src/domain/order.ts';
import { isPhrase } from '../src/domain/text.ts';
import { orderEvents, orders, serviceTerms } from '../src/ports/collections.ts';
import { fillFile } from './bulk.ts';
import type { Place } from './place.ts';
import { orderOf } from './population.ts';

/**
 * Fills an empty data folder as `/addorder` would have, given that many times: the orders, their audit events, the words of
 * the services. The documents come from the domain.
 */
export async function fill({ file, orderCount, population }: Place): Promise<void> {
  const { guildId } = population;
  await fillFile(file, (into) => {
    const terms = new Set<string>();
    for (let number = 0; number < orderCount; number += 1) {
      const { order, events } = orderOf(population, number);
      const { orderKey } = order;
      into.put(orders.path(guildId, orderKey), order);
      for (const event of events)
        into.put(orderEvents.path(guildId, orderKey, eventIdOf(event, number)), event);
      for (const term of order.serviceTerms) terms.add(term);
    }
    for (const term of terms) into.put(serviceTerms.path(guildId, term), { term, phrase: isPhrase(term) });
  });
}

function eventIdOf({ sequence }: OrderEvent, number: number): string {
  return `${10n ** 18n + BigInt(number)}${sequence === 1 ? '' : `-${sequence}`}`;
}
