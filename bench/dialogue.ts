import type { MessageView } from '../sandbox/index.ts';
import type { Status } from '../src/domain/status.ts';
import type { Ground } from './contestant.ts';
import { orderIdOf } from './population.ts';

/** What staff say to the bot during the measurements. Each resolves to the answer that they saw first. */
export interface Dialogue {
  track(number: number): Promise<MessageView>;
  list(): Promise<MessageView>;
  add(): Promise<MessageView>;
  update(number: number, status: Status): Promise<MessageView>;
}

/** The commands as staff of that ground give them. */
export function dialogueIn({ staff, regular }: Ground): Dialogue {
  return {
    track: (number) => staff.slash('trackorder', { order_id: orderIdOf(number) }),
    list: () => staff.slash('listorders'),
    add: () =>
      staff.slash('addorder', {
        user: regular,
        service: 'Website Development',
        payment_method: 'stripe',
        amount: '$150.00',
        notes: 'Please have it ready before the launch. The details are in the ticket.',
      }),
    update: (number, status) =>
      staff.slash('updateorder', {
        order_id: orderIdOf(number),
        status,
        notes: 'Waiting for the logo files that were promised.',
      }),
  };
}
