import type { Story } from './run.ts';

const channels = {
  review: 'Review queue · where reviewers find evidence that waits for them',
  log: 'Order log · where staff read what happens to orders, and whom I could not reach by DM',
  tickets: [
    'Ticket categories · an order recorded in a channel under these belongs to that channel',
    '[Choose categories ▾]',
    '[Check again]',
  ],
};

const rolesAbove = [
  'Admin · staff: may do everything here, like people with Manage Server',
  '[Admin roles ▾]',
  'Support · may see, list, assign and review all orders',
  '[Support roles ▾]',
  'Advertiser · may see, assign and review the orders of services that name them',
];

const rolesBelow = [
  'Team advertiser · the same for services of a team whose role they hold too',
  '[Team advertiser roles ▾]',
  'Booster · marks who does the work; an order can be given to anyone',
  '[Booster roles ▾]',
  'Discord shows /addorder, /updateorder and /setup only to people with Manage Server. To let the admin role use them: Server Settings → Integrations → Orderly → the command → Add Roles or Members.',
];

/** Staff say where reviewers and staff read, who offers services, and what is offered. */
export const setUp: Story = async (play, { people: { dana, rick }, reviewQueue, orderLog, advertisers }) => {
  play.scene('dana sets the server up: a review queue, an order log, and a service of rick’s');
  await play.command(dana, 'setup channels', {}, [
    '⚙️ Channels · what you pick is saved at once',
    channels.review,
    '[Choose the review queue ▾]',
    channels.log,
    '[Choose the order log ▾]',
    ...channels.tickets,
  ]);
  await play.choose(dana, 'Choose the review queue', reviewQueue, [
    '✅ Saved. Review queue: #review-queue.',
    channels.review,
    '✅ I can write in #review-queue.',
    '[#review-queue ▾]',
    channels.log,
    '[Choose the order log ▾]',
    ...channels.tickets,
  ]);
  await play.choose(dana, 'Choose the order log', orderLog, [
    '✅ Saved. Order log: #order-log.',
    channels.review,
    '✅ I can write in #review-queue.',
    '[#review-queue ▾]',
    channels.log,
    '✅ I can write in #order-log.',
    '[#order-log ▾]',
    ...channels.tickets,
  ]);
  await play.command(dana, 'setup roles', {}, [
    '⚙️ Roles · what you pick is saved at once',
    ...rolesAbove,
    '[Advertiser roles ▾]',
    ...rolesBelow,
  ]);
  await play.choose(dana, 'Advertiser roles', advertisers, [
    '✅ Saved. Advertiser: @Advertiser.',
    ...rolesAbove,
    '[@Advertiser ▾]',
    ...rolesBelow,
  ]);
  await play.command(dana, 'service add', { name: 'Mythic+20 Boost', advertiser: rick }, [
    '✅ Mythic+20 Boost is in the catalogue.',
    '/addorder suggests it; new orders copy what is said here.',
    '│ Advertiser @rick · Team none',
    '│ The booster has to show a screenshot before the order can be completed.',
    '│ Payout (as the server says): All to the booster.',
  ]);
};
