import type { Story } from './run.ts';
import { screenshot } from './screenshots.ts';

const hourMs = 60 * 60 * 1000;

const noteOfEarlier = ['│', '│ > The servers are down', '│ > @dana, 2 hours ago'];

const handedIn = [
  '│ Mythic+20 Boost · 500 Gold paid by hand',
  '│ ▰▰▰▰▰▰▰▰▱▱ step 3 of 4',
  '│ Payment Verified ✓ → In Progress ✓ → Evidence Submitted → Complete',
  '│',
  '│ Customer @mia · Booster @mike',
  '│ Started 2 hours ago',
  ...noteOfEarlier,
];

const rejected = [
  '│ Mythic+20 Boost · 500 Gold paid by hand',
  '│ Rejected: The timer is hidden',
  '│ It has to be fixed and submitted again.',
  '│',
  '│ Customer @mia · Booster @mike',
  '│ Started 2 hours ago',
  ...noteOfEarlier,
];

const complete = [
  '│ Mythic+20 Boost · 500 Gold paid by hand',
  '│ ▰▰▰▰▰▰▰▰▰▰ step 4 of 4',
  '│ Payment Verified ✓ → In Progress ✓ → In Review ✓ → Complete ✓',
  '│',
  '│ Customer @mia · Booster @mike',
  '│ Completed now',
  ...noteOfEarlier,
];

const howToReview = ['│', '│ Run /review order_id:12345 in the server.', '[Timeline]'];

const evidenceHead = [
  '✅ Your evidence for Order #12345 is submitted. A reviewer looks at it; you will get a DM with the decision.',
  '@mia was told by DM.',
  '@rick was told by DM.',
];

const openedFacts = [
  '│',
  '│ Booster @mike · Customer @mia',
  '│ 500 Gold paid by hand · submitted now',
  '│ In review by @rick',
  '│',
  '│ Approving pays out: @mike 500 Gold (wallet 0 Gold → 500 Gold).',
  '[Approve & Complete] [Reject]',
  '[evidence.png]',
];

const howToTrack = ['│', '│ Track it with /trackorder order_id:12345, here or in the server.', '[Timeline]'];
const howToSee = [
  '│',
  '│ See it again with /trackorder order_id:12345, here or in the server.',
  '[Timeline]',
];

/** The work is handed in, rejected, handed in again, approved and paid. */
export const review: Story = async (play, { people: { mia, mike, rick }, reviewQueue, orderLog }) => {
  play.scene('mike hands in a screenshot');
  play.later(2 * hourMs, 'Two hours later.');
  const unclear = await screenshot('screenshot_mythic20.png', 'unclear');
  const evidence = { screenshot: unclear, notes: 'Completed +20 in time', order_id: '12345' };
  await play.command(mike, 'submitevidence', evidence, [
    ...evidenceHead,
    ...handedIn,
    '[Timeline] [Evidence]',
  ]);
  const done = 'Pixel Forge · 📸 The work on your order 12345 is done and waits for a review.';
  const due = 'Pixel Forge · 📸 Review is due: order 12345, Mythic+20 Boost.';
  await play.directMessage(mia, [done, ...handedIn, ...howToTrack]);
  await play.directMessage(rick, [due, ...handedIn, ...howToReview]);
  const waits = ['📸 Order 12345 · Mythic+20 Boost · waits for a review, submitted now', '[Open]'];
  await play.posted(reviewQueue, waits, rick);

  play.scene('rick looks at it, and rejects it');
  await play.click(rick, 'Open', [
    '🔍 Review of order 12345 · Mythic+20 Boost · image 1 of 1',
    '│ > Completed +20 in time',
    ...openedFacts,
  ]);
  await play.seesPicture(rick, unclear);
  const looking = ['🔍 Order 12345 · Mythic+20 Boost · in review by @rick, submitted now', '[Open]'];
  await play.changed(reviewQueue, looking);
  await play.openForm(rick, 'Reject', [
    'Reject the evidence',
    'What is missing?',
    'Whoever did the work reads this and submits again.',
    '[]',
  ]);
  await play.submitForm(rick, { 'What is missing?': 'The timer is hidden' }, [
    '✅ Order 12345 is Rejected. The booster reads your reason and submits again.',
    'The booster @mike was told by DM.',
    ...rejected,
    '[Timeline]',
  ]);
  await play.changed(reviewQueue, ['🔁 Order 12345 · Mythic+20 Boost · rejected by @rick']);
  await play.directMessage(mike, [
    'Pixel Forge · 🔁 Order #12345 was rejected: The timer is hidden',
    ...rejected,
    '│',
    '│ Press Upload new evidence once it is fixed.',
    '[Timeline] [Upload new evidence] [Evidence]',
  ]);
  await play.posted(orderLog, ['🔁 Order 12345: In Review → Rejected, by rick.', ...rejected, '[Timeline]']);

  play.scene('mike hands in a better one');
  const clear = await screenshot('timer.png', 'clear');
  await play.openForm(mike, 'Upload new evidence', [
    'Evidence for order 12345',
    'Screenshots',
    'PNG or JPG, at least 800×600, at most 10 MB each',
    '[Upload files]',
    'Notes (optional)',
    'What the reviewer should know',
    '[]',
  ]);
  await play.submitForm(mike, { Screenshots: clear, Notes: 'Now with the timer' }, [
    ...evidenceHead,
    ...handedIn,
    '[Timeline] [Evidence]',
  ]);
  await play.directMessage(mia, [done, ...handedIn, ...howToTrack]);
  await play.directMessage(rick, [due, ...handedIn, ...howToReview]);
  await play.posted(reviewQueue, waits, rick);

  play.scene('rick approves it, and mike is paid');
  await play.click(rick, 'Open', [
    '🔍 Review of order 12345 · Mythic+20 Boost · image 1 of 1',
    '│ > Now with the timer',
    ...openedFacts,
  ]);
  await play.seesPicture(rick, clear);
  await play.changed(reviewQueue, looking);
  await play.click(rick, 'Approve & Complete', [
    '✅ Order 12345 is Complete. Paid out: 500 Gold to @mike.',
    '@mia was told by DM.',
    'The booster @mike was told by DM.',
    '@rick was told by DM.',
    ...complete,
    '[Timeline]',
  ]);
  await play.changed(reviewQueue, ['✅ Order 12345 · Mythic+20 Boost · approved by @rick']);
  await play.directMessage(mia, [
    'Pixel Forge · ✅ Your order has been completed: 12345, Mythic+20 Boost, 500 Gold.',
    ...complete,
    ...howToSee,
  ]);
  await play.directMessage(mike, [
    'Pixel Forge · ✅ Order completed! 500 Gold added to your wallet',
    'Order #12345: Mythic+20 Boost.',
    ...complete,
    '│',
    '│ See it again with /trackorder order_id:12345, here or in the server.',
    '[Timeline] [Evidence]',
  ]);
  await play.directMessage(rick, [
    'Pixel Forge · ✅ Order completed successfully: 12345, Mythic+20 Boost.',
    ...complete,
    '[Timeline]',
  ]);
  await play.posted(orderLog, ['✅ Order 12345: In Review → Complete, by rick.', ...complete, '[Timeline]']);
  await play.command(mike, 'wallet', {}, [
    '💰 Your wallet · 500 Gold',
    '│ +500 Gold earned with order 12345 · now',
    'Pay orders from it with /pay; to be paid out, ask staff.',
    '[Newer] (disabled) [Older] (disabled) [Refresh]',
  ]);
};
