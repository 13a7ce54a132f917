import type { Story } from './run.ts';

const hourMs = 60 * 60 * 1000;

const websitePaid = [
  '│ Website Development · $200.00 by Stripe',
  '│ ▰▰▰▱▱▱▱▱▱▱ step 1 of 4',
  '│ Payment Verified → In Progress → In Review → Complete',
  '│',
  '│ Customer @mia',
];

const websiteUnderWay = [
  '│ Website Development · $200.00 by Stripe',
  '│ ▰▰▰▰▰▱▱▱▱▱ step 2 of 4',
  '│ Payment Verified ✓ → In Progress → In Review → Complete',
  '│',
  '│ Customer @mia · Staff @dana',
];

const websiteOnHold = [
  '│ Website Development · $200.00 by Stripe',
  '│ On Hold: Waiting for your logo',
  '│ Staff will resume it at In Progress.',
  '│',
  '│ Customer @mia · Staff @dana',
  '│ Started 3 hours ago · due in 3 days',
];

const websiteInReview = [
  '│ Website Development · $200.00 by Stripe',
  '│ ▰▰▰▰▰▰▰▰▱▱ step 3 of 4',
  '│ Payment Verified ✓ → In Progress ✓ → In Review → Complete',
  '│',
  '│ Customer @mia · Staff @dana',
  '│ Started yesterday · due in 2 days',
  '│',
  '│ > The logo is here, we go on',
  '│ > @dana, yesterday',
];

const websiteComplete = [
  '│ Website Development · $200.00 by Stripe',
  '│ ▰▰▰▰▰▰▰▰▰▰ step 4 of 4',
  '│ Payment Verified ✓ → In Progress ✓ → In Review ✓ → Complete ✓',
  '│',
  '│ Customer @mia · Staff @dana',
  '│ Completed now',
  '│',
  '│ > It is online. Thank you!',
  '│ > @dana, now',
];

const botAssigned = [
  '│ Discord Bot Development · 500 Gold paid by hand',
  '│ ▰▰▰▱▱▱▱▱▱▱ step 1 of 4',
  '│ Assigned → In Progress → In Review → Complete',
  '│',
  '│ Customer @sam · Booster @mike',
  '│ Added now',
];

const howToTrack = ['│', '│ Track it with /trackorder order_id:ABC123, here or in the server.'];
const howToSee = ['│', '│ See it again with /trackorder order_id:ABC123, here or in the server.'];

const staffOnly = ['│ 🔒 Staff only:', '│ > Asked twice by mail'];

/** One order that staff see to themselves, another with a booster, and someone who is curious. */
export const website: Story = async (play, { people: { dana, mia, sam, mike, eve } }) => {
  play.scene('mia has paid, and dana records her order');
  await play.command(
    dana,
    'addorder',
    {
      user: mia,
      service: 'Website Development',
      payment_method: 'stripe',
      amount: '$200.00',
      order_id: 'ABC123',
      notes: 'Landing page with contact form',
      deadline: '3d',
    },
    [
      '✅ Order ABC123 is recorded: Website Development, $200.00.',
      '@mia was told by DM.',
      ...websitePaid,
      '│ Added now · due in 3 days',
      '│',
      '│ > Landing page with contact form',
      '│ > @dana, now',
      '[Timeline] [Assign]',
    ],
  );
  await play.directMessage(mia, [
    'Pixel Forge · 💳 Your order ABC123 is confirmed: Website Development, $200.00.',
    ...websitePaid,
    '│ Added now · due in 3 days',
    '│',
    '│ > Landing page with contact form',
    '│ > @dana, now',
    ...howToTrack,
    '[Timeline]',
  ]);

  play.scene('mia looks where it stands');
  play.later(hourMs, 'An hour later.');
  await play.command(mia, 'trackorder', {}, [
    '💳 Order ABC123 · Payment Verified',
    ...websitePaid,
    '│ Added 1 hour ago · due in 3 days',
    '│',
    '│ > Landing page with contact form',
    '│ > @dana, 1 hour ago',
    '[Timeline] [Dispute]',
  ]);

  play.scene('The work begins');
  await play.command(
    dana,
    'updateorder',
    {
      order_id: 'ABC123',
      status: 'In Progress',
      notes: 'Design phase complete, starting development',
      assigned_staff: dana,
    },
    [
      '✅ Order ABC123 is now In Progress.',
      '@mia was told by DM.',
      ...websiteUnderWay,
      '│ Started now · due in 3 days',
      '│',
      '│ > Design phase complete, starting development',
      '│ > @dana, now',
      '[Timeline] [Assign]',
    ],
  );
  await play.directMessage(mia, [
    'Pixel Forge · 🔄 Your order ABC123 is now In Progress. The work is under way.',
    ...websiteUnderWay,
    '│ Started now · due in 3 days',
    '│',
    '│ > Design phase complete, starting development',
    '│ > @dana, now',
    ...howToTrack,
    '[Timeline]',
  ]);

  play.scene('It has to wait, and goes on');
  play.later(3 * hourMs, 'Three hours later.');
  await play.command(
    dana,
    'updateorder',
    {
      order_id: 'ABC123',
      status: 'On Hold',
      notes: 'Waiting for your logo',
      internal_notes: 'Asked twice by mail',
    },
    [
      '✅ Order ABC123 is now On Hold.',
      '@mia was told by DM.',
      ...websiteOnHold,
      '│',
      ...staffOnly,
      '[Timeline] [Assign]',
    ],
  );
  await play.directMessage(mia, [
    'Pixel Forge · ⏸️ Your order ABC123 is now On Hold.',
    ...websiteOnHold,
    ...howToTrack,
    '[Timeline]',
  ]);
  await play.command(
    dana,
    'updateorder',
    { order_id: 'ABC123', status: 'In Progress', notes: 'The logo is here, we go on' },
    [
      '✅ Order ABC123 is now In Progress.',
      '@mia was told by DM.',
      ...websiteUnderWay,
      '│ Started 3 hours ago · due in 3 days',
      '│',
      '│ > The logo is here, we go on',
      '│ > @dana, now',
      ...staffOnly,
      '[Timeline] [Assign]',
    ],
  );
  await play.directMessage(mia, [
    'Pixel Forge · 🔄 Your order ABC123 is now In Progress. The work is under way.',
    ...websiteUnderWay,
    '│ Started 3 hours ago · due in 3 days',
    '│',
    '│ > The logo is here, we go on',
    '│ > @dana, now',
    ...howToTrack,
    '[Timeline]',
  ]);

  play.scene('What can’t follow is refused, with the way out');
  await play.command(dana, 'updateorder', { order_id: 'ABC123', status: 'Refunded' }, [
    '❌ Refunded can’t follow In Progress.',
    'From here: Assigned (with /assign), In Review (staff), Complete (staff), On Hold (staff), Cancelled (staff), Disputed (with /dispute).',
  ]);
  await play.command(dana, 'updateorder', { order_id: 'ABC123', status: 'Complete' }, [
    '❌ Complete needs a reason',
    'Run it again with the reason in notes (people are told) or internal_notes (staff only).',
  ]);

  play.scene('eve has no part in it, and learns nothing');
  await play.command(eve, 'trackorder', { order_id: 'ABC123' }, [
    '❌ Order ID not found',
    'Check the spelling, or run /trackorder alone for your newest order.',
  ]);
  await play.command(eve, 'trackorder', { order_id: 'NO-SUCH-ORDER' }, [
    '❌ Order ID not found',
    'Check the spelling, or run /trackorder alone for your newest order.',
  ]);
  await play.command(eve, 'listorders', {}, [
    '❌ Permission denied',
    'Only staff and support can do this. To see your own order, run /trackorder.',
  ]);
  await play.notOffered(eve, 'updateorder');

  play.scene('An order with a booster, for someone who takes no direct messages');
  sam.closeDirectMessages();
  await play.command(
    dana,
    'addorder',
    {
      user: sam,
      service: 'Discord Bot Development',
      payment_method: 'manual',
      amount: '500 Gold',
      order_id: 'BOT-7',
      booster: mike,
    },
    [
      '✅ Order BOT-7 is recorded: Discord Bot Development, 500 Gold.',
      '⚠️ @sam’s DMs are closed, or they left: please tell them yourself.',
      'The booster @mike was told by DM.',
      ...botAssigned,
      '[Timeline] [Assign]',
    ],
  );
  await play.directMessage(mike, [
    'Pixel Forge · 👤 You have been assigned to Order #BOT-7: Discord Bot Development.',
    ...botAssigned,
    '│',
    '│ Press Start order when you begin, or Decline to give it back.',
    '[Timeline] [Start order] [Decline]',
  ]);
  await play.directMessage(dana, [
    'Pixel Forge · ⚠️ @sam could not be told about order BOT-7: their DMs are closed, or they left.',
    'Please tell them yourself, in a channel they read.',
  ]);
  await play.command(mike, 'trackorder', { order_id: 'BOT-7' }, [
    '👤 Order BOT-7 · Assigned',
    ...botAssigned,
    '[Timeline] [Start order] [Decline]',
  ]);

  play.scene('dana looks through the orders');
  await play.command(dana, 'listorders', {}, [
    'All orders · 2 orders',
    '│ 👤 BOT-7 · Discord Bot Development · sam · 500 Gold · Assigned · now',
    '│ 🔄 ABC123 · Website Development · mia · $200.00 · In Progress · 4 hours ago',
    '[Open an order ▾]',
    '[Newer] (disabled) [Older] (disabled) [Refresh]',
  ]);
  const listOfBots = [
    "service starts with 'bot' · 1 order",
    '│ 👤 BOT-7 · Discord Bot Development · sam · 500 Gold · Assigned · now',
    '[Open an order ▾]',
    '[Newer] (disabled) [Older] (disabled) [Refresh]',
  ];
  await play.command(dana, 'listorders', { service: 'bot' }, listOfBots);
  await play.choose(dana, 'Open an order', 'BOT-7 · Assigned', [
    '👤 Order BOT-7 · Assigned',
    ...botAssigned,
    '[Timeline] [Assign]',
    '[Open an order ▾]',
    '[Back to the list]',
  ]);
  await play.click(dana, 'Back to the list', listOfBots);

  play.scene('mia’s website is done');
  play.later(24 * hourMs, 'The next day.');
  await play.command(dana, 'updateorder', { order_id: 'ABC123', status: 'In Review' }, [
    '✅ Order ABC123 is now In Review.',
    '@mia was told by DM.',
    ...websiteInReview,
    ...staffOnly,
    '[Timeline] [Assign]',
  ]);
  await play.directMessage(mia, [
    'Pixel Forge · 🔍 Your order ABC123 is now In Review. A reviewer is checking the work.',
    ...websiteInReview,
    ...howToTrack,
    '[Timeline]',
  ]);
  await play.command(
    dana,
    'updateorder',
    { order_id: 'ABC123', status: 'Complete', notes: 'It is online. Thank you!' },
    [
      '✅ Order ABC123 is now Complete. Paid out: $200.00 to the platform.',
      '@mia was told by DM.',
      ...websiteComplete,
      ...staffOnly,
      '[Timeline]',
    ],
  );
  await play.directMessage(mia, [
    'Pixel Forge · ✅ Your order has been completed: ABC123, Website Development, $200.00.',
    ...websiteComplete,
    ...howToSee,
    '[Timeline]',
  ]);
  await play.click(mia, 'Timeline', [
    'Timeline of order ABC123, oldest first',
    '│ 💳 Added, Payment Verified',
    '│ @dana, 2026-03-02 09:00',
    '│ > Landing page with contact form',
    '│',
    '│ 🔄 In Progress, @dana looks after it',
    '│ @dana, 2026-03-02 10:00',
    '│ > Design phase complete, starting development',
    '│',
    '│ ⏸️ On Hold',
    '│ @dana, 2026-03-02 13:00',
    '│ > Waiting for your logo',
    '│',
    '│ 🔄 In Progress',
    '│ @dana, 2026-03-02 13:00',
    '│ > The logo is here, we go on',
    '│',
    '│ 🔍 In Review',
    '│ @dana, 2026-03-03 13:00',
    '│',
    '│ ✅ Complete',
    '│ @dana, 2026-03-03 13:00',
    '│ > It is online. Thank you!',
  ]);
  await play.commandInDirectMessages(mia, 'trackorder', {}, [
    'Pixel Forge · ✅ Order ABC123 · Complete',
    ...websiteComplete,
    '[Timeline] [Dispute]',
  ]);
};
