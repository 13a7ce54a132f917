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
