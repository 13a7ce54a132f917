import type { Order } from './order.ts';

/** What an order says of how those who do its work are called. */
export type Titled = Pick<Order, 'workflow' | 'workerTitle'>;

/** Just that of an order. */
export function titledOf({ workflow, workerTitle }: Order): Titled {
  return { workflow, workerTitle };
}
