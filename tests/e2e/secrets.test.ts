import { expect, test } from 'vitest';
import { Unavailable } from '../../src/ports/store.ts';
import { type FaultyStore, faultyStore } from '../support/faultyStore.ts';
import { addOrder, updateOrder } from '../support/orders.ts';
import { startDesk } from '../support/startDesk.ts';

test('nothing that was logged holds a token, and nothing that people wrote', async () => {
  let store: FaultyStore | undefined;
  const desk = await startDesk({
    wrapStore: (real) => {
      store = faultyStore(real);
      return store;
    },
  });
  const { sandbox, dana, mia, logged } = desk;
  const callback = /^POST \/interactions\/.*\/callback$/;
  const notes = 'Nobody-but-the-reader';

  await addOrder(desk, { order_id: 'SECRET-1', notes });
  // Errors whose address and request hold an interaction's token.
  sandbox.faults.next(callback, { kind: 'status', status: 500 }, 4);
  await mia.slash('trackorder', { order_id: 'SECRET-1' });
  sandbox.faults.next(callback, { kind: 'status', status: 400, body: { code: 50035, message: 'Invalid' } });
  await updateOrder(desk, 'SECRET-1', { notes });
  sandbox.faults.next(/^PATCH \/webhooks\//, {
    kind: 'status',
    status: 403,
    body: { code: 50013, message: 'No' },
  });
  await dana.slash('updateorder', { order_id: 'SECRET-1', status: 'In Progress', notes });
  sandbox.faults.next('POST /channels/:id/messages', { kind: 'status', status: 500 }, 4);
  await updateOrder(desk, 'SECRET-1', { notes });
  store?.nextTransaction(() => Promise.reject(new Unavailable('gone')));
  await updateOrder(desk, 'SECRET-1', { notes });
  sandbox.faults.next(callback, { kind: 'destroy' });
  await mia.slash('trackorder', { order_id: 'SECRET-1' });
  await desk.stop();

  const all = logged.join('');
  expect(logged.filter((line) => line.includes('An interaction failed')).length).toBeGreaterThanOrEqual(3);
  expect(all).toMatch(/\/interactions\/\d+\/\[hidden\]/);
  expect(all).toContain('A notice could not be delivered yet');
  const tokens = [...sandbox.world.interactions.keys()];
  expect(tokens.length).toBeGreaterThanOrEqual(6);
  for (const secret of [sandbox.token, ...tokens]) expect(all).not.toContain(secret);
  expect(all).not.toContain(notes);
});
