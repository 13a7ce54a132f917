import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Order } from '../domain/order.ts';
import { cut } from './text.ts';

/** Orders as suggestions: the id to send, and enough words to recognise the order by. */
export function orderChoices(orders: readonly Order[]): APIApplicationCommandOptionChoice<string>[] {
  return orders.map((order) => ({
    name: cut(`${order.orderId} · ${order.service} · ${order.status}`, 100),
    value: order.orderId,
  }));
}

/** Orders of which someone pays a share as suggestions: how they stand is nobody's business but who may see them. */
export function sharedOrderChoices(
  orders: readonly Pick<Order, 'orderId' | 'service'>[],
): APIApplicationCommandOptionChoice<string>[] {
  return orders.map(({ orderId, service }) => ({
    name: cut(`${orderId} · ${service} · you pay a share`, 100),
    value: orderId,
  }));
}
