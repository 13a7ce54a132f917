import type { Play } from './play.ts';
import { screenshot } from './screenshots.ts';

/** How long ago the story begins. */
export const STORY_HOURS = 5 * 24;

/** What happened in the server before the visitor came: it is set up, and fourteen orders stand at every status. */
export async function tellStory(play: Play): Promise<void> {
  await setUp(play);
  await ended(play);
  await underWay(play);
  await today(play);
}

async function setUp(play: Play): Promise<void> {
  const { people, roles, reviewQueue, orderLog, tickets } = play.server;
  const { dana, rick } = people;
  const channels = await play.run(dana, 'setup channels', {}, 'Channels');
  await play.choose(dana, channels, 'Choose the review queue', [reviewQueue]);
  await play.choose(dana, channels, 'Choose the order log', [orderLog]);
  await play.choose(dana, channels, 'Choose categories', [tickets]);
  const panel = await play.run(dana, 'setup roles', {}, 'Roles');
  await play.choose(dana, panel, 'Support roles', [roles.support]);
  await play.choose(dana, panel, 'Advertiser roles', [roles.advertiser]);
  await play.choose(dana, panel, 'Booster roles', [roles.booster]);
  await play.run(dana, 'setup money', { add_currency: 'Gold' }, '✅');
  await play.run(dana, 'service add', { name: 'Mythic+20 Boost', advertiser: rick }, '✅');
  await play.run(dana, 'service add', { name: 'Raid Carry', advertiser: rick }, '✅');
  await play.run(dana, 'service add', { name: 'Website Development', evidence_required: false }, '✅');
  await play.run(dana, 'service add', { name: 'Coaching Session' }, '✅');
}

const boost = { service: 'Mythic+20 Boost', payment_method: 'manual', amount: '500 Gold' };

async function ended(play: Play): Promise<void> {
  const { dana, mia, sam, mike, lena, rick, sue } = play.server.people;
  play.hoursAgo(110);
  const website = { user: mia, service: 'Website Development', payment_method: 'stripe', amount: '$200.00' };
  await play.add({ ...website, order_id: 'WEB-101', notes: 'Landing page with contact form' });
  await play.add({ ...boost, user: mia, order_id: 'BOOST-12', booster: mike });
  await play.startWork(mike, 'BOOST-12');
  play.hoursAgo(90);
  await play.update('WEB-101', {
    status: 'In Progress',
    assigned_staff: dana,
    notes: 'Design phase complete, starting development',
  });
  await play.submit(mike, 'BOOST-12', await screenshot('timer.png', 1, 'scoreboard', 1), 'In time');
  play.hoursAgo(80);
  await play.approve(rick, 'BOOST-12');
  await play.update('WEB-101', { status: 'In Review' });
  await play.update('WEB-101', { status: 'Complete', notes: 'It is online. Thank you!' });
  const coaching = { service: 'Coaching Session', payment_method: 'paypal', amount: '$45.00' };
  await play.add({ ...coaching, user: mia, order_id: 'COACH-1', booster: lena });
  await play.startWork(lena, 'COACH-1');
  play.hoursAgo(70);
  await play.submit(lena, 'COACH-1', await screenshot('session.png', 2, 'play', 4), 'One hour, two replays');
  await play.approve(sue, 'COACH-1');
  const emotes = { service: 'Emote Pack', payment_method: 'paypal', amount: '$30.00' };
  await play.add({ ...emotes, user: sam, order_id: 'ART-5' });
  await play.end('ART-5', 'Cancelled', 'The artist is ill');
  await play.add({ ...coaching, user: sam, order_id: 'COACH-0', booster: lena });
  await play.startWork(lena, 'COACH-0');
  await play.submit(lena, 'COACH-0', await screenshot('replay.png', 2, 'play', 6), 'Half an hour');
  await play.approve(sue, 'COACH-0');
  play.hoursAgo(60);
  await play.refund('COACH-0', '$45.00', 'The session ended after half an hour');
}

async function underWay(play: Play): Promise<void> {
  const { ticketMia, ticketSam, people } = play.server;
  const { mia, sam, mike, lena, sue } = people;
  play.hoursAgo(50);
  const logo = { service: 'Logo Design', payment_method: 'credit_card', amount: '$80.00' };
  await play.add({ ...logo, user: mia, order_id: 'LOGO-2' });
  await play.update('LOGO-2', { status: 'In Progress' });
  await play.update('LOGO-2', { status: 'On Hold', notes: 'Waiting for the name of your guild' });
  const raid = { service: 'Raid Carry', payment_method: 'manual', amount: '1200 Gold' };
  await play.add({ ...raid, user: mia, order_id: 'RAID-3', booster: mike, deadline: '5d' }, ticketMia);
  await play.startWork(mike, 'RAID-3');
  const bot = { service: 'Discord Bot Development', payment_method: 'stripe', amount: '$350.00' };
  await play.add({ ...bot, user: sam, order_id: 'BOT-7', deadline: '10d' }, ticketSam);
  await play.add({ ...raid, user: sam, order_id: 'RAID-4', booster: lena });
  await play.startWork(lena, 'RAID-4');
  play.hoursAgo(30);
  await play.refund('BOT-7', '$50.00', 'You waited long for a developer');
  await play.add({ ...boost, user: sam, order_id: 'BOOST-14', booster: lena });
  await play.startWork(lena, 'BOOST-14');
  await play.submit(lena, 'BOOST-14', await screenshot('done.png', 1, 'play', 7), 'Done');
  await play.reject(sue, 'BOOST-14', 'The timer is hidden');
  play.hoursAgo(20);
  await play.dispute(sam, 'RAID-4', 'Only six of eight bosses, and the group left');
  const sixth = await screenshot('six-of-eight.png', 3, 'scoreboard', 3);
  await play.state(sam, 'RAID-4', 'This is where it ended', sixth);
  const agreed = await screenshot('agreed.png', 3, 'play', 5);
  await play.state(lena, 'RAID-4', 'We agreed to go on this weekend', agreed);
}

async function today(play: Play): Promise<void> {
  const { guild, orders, ticketMia, people } = play.server;
  const { mia, sam, mike, lena, sue } = people;
  // What was before today they have all read.
  for (const { client } of guild.people) {
    for (const { channel } of client.places()) client.markRead(channel.id);
  }
  play.hoursAgo(5);
  await play.add({ ...boost, user: mia, order_id: 'BOOST-15', booster: mike });
  await play.startWork(mike, 'BOOST-15');
  await play.add({ ...boost, user: sam, order_id: 'BOOST-16', booster: lena });
  await play.startWork(lena, 'BOOST-16');
  play.hoursAgo(2);
  const timer = await screenshot('timer20.png', 1, 'scoreboard', 5);
  await play.submit(mike, 'BOOST-15', timer, 'Completed +20 in time');
  // Another worker's screenshot of days ago: the reviewer is told.
  await play.submit(lena, 'BOOST-16', await screenshot('mine.png', 1, 'scoreboard', 1), 'Done in 28 minutes');
  play.hoursAgo(1);
  const banner = { user: mia, service: 'Guild Banner', amount: '$25.00', order_id: 'BANNER-8' };
  await play.run(people.dana, 'invoice', banner, '✅');
  const coaching = { service: 'Coaching Session', payment_method: 'apple_pay', amount: '$45.00' };
  await play.add({ ...coaching, user: sam, order_id: 'COACH-2', booster: mike, deadline: '2d' });
  sam.say('Hi! Is someone looking at my boost already?', { channel: orders });
  sue.say('I am. You can see where it stands with `/trackorder`.', { channel: orders });
  play.hoursAgo(0);
  await play.open(sue, 'BOOST-16');
  mia.say(`How far are you, <@${mike.id}>?`, { channel: ticketMia });
  const picture = await screenshot('boss.png', 3, 'play', 2);
  mike.say('Seven bosses are down, one to go.', { channel: ticketMia, files: [picture] });
  await ticketMia.nextMessage();
  // Discord forgets what only one person saw when they come back; so do they.
  for (const { client } of guild.people) {
    for (const { channel } of client.places()) {
      for (const message of client.messages(channel.id)) {
        if (message.ephemeral) client.dismiss(channel.id, message.id);
      }
    }
  }
}
