import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

test('an order goes from payment to completion, and everyone sees what is theirs', async () => {
  const { dana, mia } = desk;
  const added = await dana.slash('addorder', {
    user: mia,
    service: 'Website Development',
    payment_method: 'stripe',
    amount: '$200.00',
    order_id: 'ABC123',
    notes: 'Landing page with contact form',
  });
  expect(added.ephemeral).toBe(true);
  await added.until((message) => message.text().includes('@mia was told by DM.'));

  const confirmation = await mia.nextMessage();
  expect(confirmation.text()).toContain('Pixel Forge');
  expect(confirmation.text()).toContain('/trackorder order_id:ABC123');

  const tracked = await mia.slash('trackorder', { order_id: 'abc123' });
  expect(tracked.ephemeral).toBe(true);
  expect(tracked.text()).toContain('Order ABC123 · Payment Verified');

  for (const status of ['In Progress', 'In Review', 'Complete']) {
    const updated = await dana.slash('updateorder', { order_id: 'ABC123', status });
    await updated.until((message) => message.text().includes('@mia was told by DM.'));
    expect(updated.text()).toContain(`Order ABC123 is now ${status}.`);
    await mia.nextMessage((message) => message.text().includes(status === 'Complete' ? 'completed' : status));
  }
});
