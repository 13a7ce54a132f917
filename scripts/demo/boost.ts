import type { Story } from './run.ts';

const hourMs = 60 * 60 * 1000;

const paid = [
  '│ Mythic+20 Boost · 500 Gold paid by hand',
  '│ ▰▰▰▱▱▱▱▱▱▱ step 1 of 4',
  '│ Payment Verified → In Progress → In Review → Complete',
  '│',
  '│ Customer @mia',
  '│ Added now',
];

const assigned = [
  '│ Mythic+20 Boost · 500 Gold paid by hand',
  '│ ▰▰▰▱▱▱▱▱▱▱ step 1 of 4',
  '│ Assigned → In Progress → In Review → Complete',
  '│',
  '│ Customer @mia · Booster @mike',
];

const underWay = [
  '│ Mythic+20 Boost · 500 Gold paid by hand',
  '│ ▰▰▰▰▰▱▱▱▱▱ step 2 of 4',
  '│ Payment Verified ✓ → In Progress → In Review → Complete',
  '│',
  '│ Customer @mia · Booster @mike',
  '│ Started now',
];

const onHold = [
  '│ Mythic+20 Boost · 500 Gold paid by hand',
  '│ On Hold: The servers are down',
  '│ Staff will resume it at In Progress.',
  '│',
  '│ Customer @mia · Booster @mike',
  '│ Started now',
];

const note = ['│', '│ > The servers are down', '│ > @dana, now'];
const howToTrack = ['│', '│ Track it with /trackorder order_id:12345, here or in the server.', '[Timeline]'];

const howToAssign = ['│', '│ Give it to someone with /assign order_id:12345 in the server.', '[Timeline]'];

const howToStart = [
  '│',
  '│ Press Start order when you begin, or Decline to give it back.',
  '[Timeline] [Start order] [Decline]',
];

/** A boost that is given, declined, given again and started. */
export const assignment: Story = async (play, { people: { dana, mia, mike, rick }, orderLog }) => {
  play.scene('mia has paid for a boost');
  await play.command(
    dana,
    'addorder',
    {
      user: mia,
      service: 'Mythic+20 Boost',
      payment_method: 'manual',
      amount: '500 Gold',
      order_id: '12345',
    },
    [
      '✅ Order 12345 is recorded: Mythic+20 Boost, 500 Gold.',
      '@mia was told by DM.',
      '@rick was told by DM.',
      ...paid,
      '[Timeline] [Assign]',
    ],
  );
  await play.directMessage(mia, [
    'Pixel Forge · 💳 Your order 12345 is confirmed: Mythic+20 Boost, 500 Gold.',
    ...paid,
    ...howToTrack,
  ]);
  await play.directMessage(rick, [
    'Pixel Forge · 💳 New order 12345 for your service Mythic+20 Boost.',
    ...paid,
    ...howToAssign,
  ]);
  await play.posted(orderLog, ['💳 Order 12345 was added by dana: Payment Verified.', ...paid, '[Timeline]']);

  play.scene('mike is to do it, and declines');
  await play.command(dana, 'assign', { booster: mike, order_id: '12345' }, [
    '✅ Order 12345 is now @mike’s.',
    '@mia was told by DM.',
    'The booster @mike was told by DM.',
    ...assigned,
    '│ Added now',
    '[Timeline] [Unassign]',
  ]);
  await play.directMessage(mia, [
    'Pixel Forge · 👤 @mike now works on your order 12345.',
    ...assigned,
    '│ Added now',
    ...howToTrack,
  ]);
  await play.directMessage(mike, [
    'Pixel Forge · 👤 You have been assigned to Order #12345: Mythic+20 Boost.',
    ...assigned,
    '│ Added now',
    ...howToStart,
  ]);
  await play.posted(orderLog, [
    '👤 Order 12345: Payment Verified → Assigned, by dana.',
    ...assigned,
    '│ Added now',
    '[Timeline]',
  ]);
  await play.click(mike, 'Decline', [
    '✅ You gave Order #12345 back.',
    '@mia was told by DM.',
    '@rick was told by DM.',
  ]);
  await play.directMessage(mia, [
    'Pixel Forge · 💳 Your order 12345 waits for someone new to work on it.',
    ...paid,
    ...howToTrack,
  ]);
  await play.directMessage(rick, [
    'Pixel Forge · 💳 Order 12345 needs someone: Mythic+20 Boost.',
    ...paid,
    ...howToAssign,
  ]);
  await play.posted(orderLog, [
    '💳 Order 12345 was declined by mike and needs someone.',
    ...paid,
    '[Timeline]',
  ]);

  play.scene('rick, whose service it is, gives it to him again, and he starts');
  play.later(hourMs, 'An hour later.');
  await play.command(rick, 'assign', { booster: mike, order_id: '12345' }, [
    '✅ Order 12345 is now @mike’s.',
    '@mia was told by DM.',
    'The booster @mike was told by DM.',
    ...assigned,
    '│ Added 1 hour ago',
    '[Timeline] [Unassign]',
  ]);
  await play.directMessage(mia, [
    'Pixel Forge · 👤 @mike now works on your order 12345.',
    ...assigned,
    '│ Added 1 hour ago',
    ...howToTrack,
  ]);
  await play.directMessage(mike, [
    'Pixel Forge · 👤 You have been assigned to Order #12345: Mythic+20 Boost.',
    ...assigned,
    '│ Added 1 hour ago',
    ...howToStart,
  ]);
  await play.posted(orderLog, [
    '👤 Order 12345: Payment Verified → Assigned, by rick.',
    ...assigned,
    '│ Added 1 hour ago',
    '[Timeline]',
  ]);
  await play.click(mike, 'Start order', [
    '✅ You have started Order #12345. When you are done, press Submit evidence and add a screenshot of the finished work.',
    '@mia was told by DM.',
    ...underWay,
    '[Timeline] [Submit evidence]',
  ]);
  await play.directMessage(mia, [
    'Pixel Forge · 🔄 Your order 12345 is now In Progress. The work is under way.',
    ...underWay,
    ...howToTrack,
  ]);
  await play.posted(orderLog, [
    '🔄 Order 12345: Assigned → In Progress, by mike.',
    ...underWay,
    '[Timeline]',
  ]);
};

/** It has to wait, and goes on. */
export const interruption: Story = async (play, { people: { dana, mia, mike }, orderLog }) => {
  play.scene('The boost has to wait, and goes on');
  const hold = { order_id: '12345', status: 'On Hold', notes: 'The servers are down' };
  await play.command(dana, 'updateorder', hold, [
    '✅ Order 12345 is now On Hold.',
    '@mia was told by DM.',
    'The booster @mike was told by DM.',
    ...onHold,
    '[Timeline] [Assign]',
  ]);
  await play.directMessage(mia, [
    'Pixel Forge · ⏸️ Your order 12345 is now On Hold.',
    ...onHold,
    ...howToTrack,
  ]);
  await play.directMessage(mike, [
    'Pixel Forge · ⏸️ Order #12345, which you work on, is now On Hold.',
    ...onHold,
    '│',
    '│ You get a DM when it goes on.',
    '[Timeline]',
  ]);
  await play.posted(orderLog, ['⏸️ Order 12345: In Progress → On Hold, by dana.', ...onHold, '[Timeline]']);
  await play.command(dana, 'updateorder', { order_id: '12345', status: 'In Progress' }, [
    '✅ Order 12345 is now In Progress.',
    '@mia was told by DM.',
    'The booster @mike was told by DM.',
    ...underWay,
    ...note,
    '[Timeline] [Assign]',
  ]);
  await play.directMessage(mia, [
    'Pixel Forge · 🔄 Your order 12345 is now In Progress. The work is under way.',
    ...underWay,
    ...note,
    ...howToTrack,
  ]);
  await play.directMessage(mike, [
    'Pixel Forge · 🔄 Order #12345, which you work on, is now In Progress.',
    ...underWay,
    ...note,
    '│',
    '│ When you are done, press Submit evidence and add a screenshot.',
    '[Timeline] [Submit evidence]',
  ]);
  await play.posted(orderLog, [
    '🔄 Order 12345: On Hold → In Progress, by dana.',
    ...underWay,
    ...note,
    '[Timeline]',
  ]);
};
