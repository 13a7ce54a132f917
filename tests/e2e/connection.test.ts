import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { addOrder, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

/** What the bot said about the commands when it was last ready. */
function lastReady(): { commands: number; written: boolean } {
  const line = desk.logged.findLast((entry) => entry.includes('"Ready"'));
  return JSON.parse(line ?? 'null');
}

test('commands are registered at the first start, left alone when nothing changed, and mended when they differ', async () => {
  const names = commands
    .flatMap(({ definition, messageMenu }) => [
      definition.name,
      ...(messageMenu === undefined ? [] : [messageMenu.definition.name]),
    ])
    .sort();
  expect(lastReady()).toMatchObject({ commands: commands.length, written: true });
  const before = desk.sandbox.commands();
  expect(before.map(({ name }) => name).sort()).toEqual(names);

  await desk.restart();
  expect(lastReady()).toMatchObject({ written: false });
  expect(desk.sandbox.commands()).toEqual(before);
  expect(before.map(({ integration_types: where }) => where)).toEqual(before.map(() => [0]));

  const [first] = desk.sandbox.commands();
  Object.assign(first ?? {}, { description: 'Something older' });
  await desk.restart();
  expect(lastReady()).toMatchObject({ written: true });
  expect(desk.sandbox.commands().map(({ description }) => description)).not.toContain('Something older');

  const registered = desk.sandbox.world.commands.get('global');
  const [id] = registered?.keys() ?? [];
  registered?.delete(id ?? '');
  await desk.restart();
  expect(lastReady()).toMatchObject({ written: true });
  expect(desk.sandbox.commands()).toHaveLength(names.length);
});

test.each([
  ['the connection drops', () => desk.sandbox.faults.gateway.drop()],
  ['Discord closes it with 4000', () => desk.sandbox.faults.gateway.drop(4000)],
  ['Discord asks to reconnect', () => desk.sandbox.faults.gateway.askToReconnect()],
  ['the session is to be resumed', () => desk.sandbox.faults.gateway.invalidateSessions(true)],
])('when %s, what people do meanwhile is answered', async (name, fault) => {
  const order_id = name.replaceAll(/\W/g, '-').slice(0, 40);
  await addOrder(desk, { order_id });
  fault();
  const answers = await Promise.all([
    desk.mia.slash('trackorder', { order_id }),
    updateOrder(desk, order_id, { status: 'In Progress' }),
  ]);
  expect(answers[0].text()).toContain(`Order ${order_id}`);
  expect(answers[1].text()).toContain('is now In Progress');
  expect(answers[1].text()).toContain('@mia was told by DM.');
});

test('a connection that Discord will not take again ends the desk, and the log says why', async () => {
  const other = await startDesk();
  try {
    other.sandbox.faults.gateway.drop(4004);
    await expect.poll(() => other.logged.some((line) => line.includes('DISCORD_TOKEN'))).toBe(true);
    expect(process.exitCode).toBe(1);
  } finally {
    process.exitCode = undefined;
    await other.stop();
  }
});
