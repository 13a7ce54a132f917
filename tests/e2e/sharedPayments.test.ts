import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../sandbox/index.ts';
import { settled } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';

// Mia buys, and nora, who is nothing else to the order, pays a share of it.

let started: PaymentTestDesk;
let desk: TestDesk;
let nora: Person;
beforeAll(async () => {
  started = await startPaymentDesk();
  ({ desk } = started);
  nora = desk.guild.join({ username: 'nora' });
});
afterAll(() => started.stop());

const share = async (order_id: string, over: Record<string, unknown> = {}) =>
  settled(
    await desk.dana.slash('invoice', {
      user: desk.mia,
      service: 'Website',
      amount: '$100',
      order_id,
      also_pays: nora,
      ...over,
    }),
  );
/** What a command tells someone, in the server and in the bot's direct messages. */
const everywhere = (who: Person, command: string, order_id?: string): Promise<string[]> => {
  const values = order_id === undefined ? {} : { order_id };
  return Promise.all([
    who.slash(command, values).then((answer) => answer.text()),
    who.slashInDirectMessage(command, values).then((answer) => answer.text()),
  ]);
};
const offered = async (who: Person, command: string, order_id = '') =>
  (await who.autocomplete(command, { order_id }, 'order_id')).map(({ name }) => name);

describe('someone who pays a share of an order', () => {
  test('finds it by its id, in the server and in direct messages, with their own share alone', async () => {
    await share('SHARE-1');
    for (const words of await everywhere(nora, 'pay', 'share-1')) {
      expect(words).toContain('💳 Order SHARE-1 · Website · $100.00');
      expect(words.match(/to be paid/g)).toHaveLength(1);
      expect(words).toContain('Your wallet has $0.00');
    }
    for (const words of await everywhere(nora, 'receipt', 'SHARE-1'))
      expect(words).toContain('Nothing of this order is paid yet');
  });

  test('finds the newest that they have to pay without an id, and afterwards their receipt', async () => {
    await share('SHARE-2');
    for (const words of await everywhere(nora, 'pay')) expect(words).toContain('Order SHARE-2');
    for (const number of [1, 2]) {
      const seen = await desk.dana.slash('pay', { order_id: 'SHARE-2' });
      await settled(
        await desk.dana.select(seen, `pay:record:${desk.guild.id}:SHARE-2:${number}`, ['manual']),
      );
    }
    for (const words of await everywhere(nora, 'pay')) expect(words).toContain('Order SHARE-1');
    for (const words of await everywhere(nora, 'receipt', 'SHARE-2')) {
      expect(words).toContain('Paid: **$50.00**');
      expect(words).toContain('by nora');
      expect(words).not.toContain('by mia');
    }
    // Nora has bought nothing herself.
    for (const words of await everywhere(nora, 'receipt')) expect(words).toContain('SHARE-2');
  });

  test('is offered its id, but not how the order stands', async () => {
    expect(await offered(nora, 'pay')).toEqual([
      'SHARE-2 · Website · you pay a share',
      'SHARE-1 · Website · you pay a share',
    ]);
    expect(await offered(nora, 'receipt', '#share-1')).toEqual(['SHARE-1 · Website · you pay a share']);
    expect(await offered(nora, 'trackorder')).toEqual([]);
    expect(await offered(desk.mia, 'pay', 'SHARE-1')).toEqual(['SHARE-1 · Website · Pending Payment']);
  });

  test('is told when it is cancelled: that nothing is left to pay, and what of theirs is back', async () => {
    await share('SHARE-4', { instalments: 2 });
    // Mia's two parts, and the first of nora's.
    for (const number of [1, 2, 3]) {
      const seen = await desk.dana.slash('pay', { order_id: 'SHARE-4' });
      await settled(
        await desk.dana.select(seen, `pay:record:${desk.guild.id}:SHARE-4:${number}`, ['manual']),
      );
    }
    const question = await desk.dana.slash('updateorder', { order_id: 'SHARE-4', status: 'Cancelled' });
    await settled(await desk.dana.click(question, 'Yes, set Cancelled'));
    const message = await nora.nextMessage((one) => one.text().includes('nothing left for you to pay'));
    expect(message.text()).toContain(
      '❌ Order SHARE-4, which you paid for, is now Cancelled, so there is nothing left for you to pay. $25.00 is back in your wallet. See /wallet.',
    );
    // The order itself is not theirs to see.
    expect(message.embeds).toEqual([]);
    expect((await nora.slash('wallet')).text()).toContain('$25.00');
  });

  test('sees the order nowhere else', async () => {
    for (const words of await everywhere(nora, 'trackorder', 'SHARE-1'))
      expect(words).toContain('Order ID not found');
  });
});

test('an outsider learns nothing of what others pay', async () => {
  await share('SHARE-3');
  for (const command of ['pay', 'receipt']) {
    const [unknown, unknownByDm] = await everywhere(desk.eve, command, 'NOTHING');
    expect(unknown).toContain('Order ID not found');
    expect(await everywhere(desk.eve, command, 'SHARE-3')).toEqual([unknown, unknownByDm]);
    expect(await offered(desk.eve, command)).toEqual([]);
    for (const words of await everywhere(desk.eve, command)) expect(words).toContain('You have no orders');
  }
});
