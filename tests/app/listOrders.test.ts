import { afterEach, beforeEach, expect, test } from 'vitest';
import { addOrder } from '../../src/app/addOrder.ts';
import type { Desk } from '../../src/app/desk.ts';
import { listOrders } from '../../src/app/listOrders.ts';
import { dana, guildId, mia } from '../support/anOrder.ts';
import { type OutboxDesk, outboxDesk } from '../support/outbox.ts';

const by = { ...dana, managesServer: true, roleIds: [] };
let opened: OutboxDesk;
let desk: Desk;

beforeEach(async () => {
  opened = await outboxDesk();
  desk = { store: opened.store, clock: opened.time, outbox: { announce: async () => undefined } };
});

afterEach(() => opened.dispose());

/** Records an order of a service. */
async function sell(service: string): Promise<void> {
  const result = await addOrder(desk, {
    operationId: `sold ${service}`,
    by,
    guildId,
    channel: { id: '1', parentId: undefined },
    customer: { ...mia, bot: false },
    service,
    paymentMethod: 'manual',
    amount: '$1',
  });
  if (!result.ok) throw new Error(result.refusal.code);
}

/** The services found by what was typed. */
async function found(service: string): Promise<string[]> {
  const result = await listOrders(desk, {
    by,
    guildId,
    filter: { service },
    limit: 25,
    start: { side: 'newest' },
  });
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value.orders.map((order) => order.service).sort();
}

test('services are found by the start of any word or words, in any script', async () => {
  const services = ['Discord Bot Development', 'Bottle design', 'Robot', 'bot𠮷 art', 'Kaffee für Zoë'];
  for (const service of services) await sell(service);
  expect(await found('bot')).toEqual(['Bottle design', 'Discord Bot Development', 'bot𠮷 art']);
  expect(await found('BOT dev')).toEqual(['Discord Bot Development']);
  expect(await found('fur')).toEqual([]);
  expect(await found('für z')).toEqual(['Kaffee für Zoë']);
  expect(await found('🤖')).toEqual([]);
});
