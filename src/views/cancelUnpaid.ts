import { ButtonStyle } from 'discord.js';
import type { Order } from '../domain/order.ts';
import type { Message } from '../ports/messenger.ts';
import { cardAnswer, type Told } from './answers.ts';
import { button, buttonRow } from './button.ts';
import { heldFor } from './orderMoney.ts';
import { shownId, shownLine } from './text.ts';

/** Asks a customer before an order that waits to be paid is cancelled. */
export function cancelQuestion(order: Order): Message {
  const held = heldFor(order);
  const back = held === undefined ? '' : `, and ${held} goes back to the wallet of whoever paid it`;
  return {
    content:
      `⚠️ Cancel order ${shownId(order.orderId)} (${shownLine(order.service, 100)}, ${order.amount})?\n` +
      `It can’t be taken back: nothing is to be paid any more${back}.`,
    embeds: [],
    components: [
      buttonRow(
        button('Yes, cancel it', `pay:cancelled:${order.guildId}:${order.orderKey}`, ButtonStyle.Danger),
        button('No, keep it', 'pay:kept'),
      ),
    ],
  };
}

/** Answers a customer who cancelled their order. */
export function cancelledAnswer(order: Order, told: Told): Message {
  return cardAnswer(order, `✅ Order ${shownId(order.orderId)} is cancelled. Nothing is to be paid.`, told);
}
