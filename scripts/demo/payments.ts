import { payments } from '../../src/ports/collections.ts';
import { Difference } from './play.ts';
import type { Story } from './run.ts';

/** sam's order as its card shows it before it is paid, and after. */
const unpaid = (what: string) => [
  `│ ${what} not paid yet`,
  '│ ▱▱▱▱▱▱▱▱▱▱ step 0 of 4',
  '│ Payment Verified → In Progress → In Review → Complete',
  '│',
  '│ Customer @sam',
  '│ Added now',
  '[Timeline]',
];
const until = ['│', '│ Please pay until 2026-03-06 16:00; after that the order is cancelled.'];
const paid = (what: string) => [
  `│ ${what}`,
  '│ ▰▰▰▱▱▱▱▱▱▱ step 1 of 4',
  '│ Payment Verified → In Progress → In Review → Complete',
  '│',
  '│ Customer @sam',
  '│ Added now',
  '[Timeline]',
];

/** An order is asked to be paid, and is paid by card. */
export const byCard: Story = async (play, stage) => {
  const { people, orderLog, store, guild, payments: local } = stage;
  const { dana, sam } = people;
  play.scene('sam is asked to pay for a logo, and pays by card');
  await play.command(
    dana,
    'invoice',
    { user: sam, service: 'Logo Design', amount: '$100.00', order_id: 'LOGO-1' },
    [
      '✅ Order LOGO-1 waits for payment: Logo Design, $100.00. See its payments with /pay order_id:LOGO-1.',
      '@sam was told by DM.',
      ...unpaid('Logo Design · $100.00'),
    ],
  );
  await play.directMessage(sam, [
    'Pixel Forge · ⏳ Order LOGO-1 waits for payment: Logo Design, $100.00.',
    ...unpaid('Logo Design · $100.00').slice(0, -1),
    ...until,
    '[Timeline]',
    '[Pay by card] [PayPal] [Wallet]',
  ]);
  await play.posted(orderLog, [
    '⏳ Order LOGO-1 waits for payment: Logo Design, $100.00, by dana.',
    ...unpaid('Logo Design · $100.00'),
  ]);
  await play.click(sam, 'Pay by card', [
    '💳 $100.00 for order LOGO-1 with your card.',
    'Press the button to open the payment page. You get a DM here as soon as the payment is in.',
    '[Pay $100.00]',
  ]);
  const payment = await store.get(payments.path(guild.id, 'LOGO-1.1'));
  const page = payment?.attempts.at(-1)?.reference;
  if (page === undefined) throw new Difference('A page to pay LOGO-1 on should be open');
  local.stripe.pay(page);
  play.aside('sam pays $100.00 with a card on the page, and the local Stripe tells the bot.');
  await play.directMessage(sam, [
    'Pixel Forge · 💳 $100.00 for order LOGO-1 is paid. Thank you!',
    ...paid('Logo Design · $100.00 by Stripe'),
  ]);
  await play.posted(orderLog, [
    '💳 $100.00 came in for order LOGO-1 from @sam.',
    ...paid('Logo Design · $100.00 by Stripe'),
  ]);
};

/** An order is paid from a wallet, which is asked about first. */
export const fromWallet: Story = async (play, { people: { dana, sam }, orderLog }) => {
  play.scene('sam pays for an icon from his wallet');
  await play.command(
    dana,
    'invoice',
    { user: sam, service: 'Icon', amount: '300 Gold', order_id: 'ICON-1' },
    [
      '✅ Order ICON-1 waits for payment: Icon, 300 Gold. See its payments with /pay order_id:ICON-1.',
      '@sam was told by DM.',
      ...unpaid('Icon · 300 Gold'),
    ],
  );
  await play.directMessage(sam, [
    'Pixel Forge · ⏳ Order ICON-1 waits for payment: Icon, 300 Gold.',
    ...unpaid('Icon · 300 Gold').slice(0, -1),
    ...until,
    '[Timeline]',
    '[Wallet]',
  ]);
  await play.posted(orderLog, [
    '⏳ Order ICON-1 waits for payment: Icon, 300 Gold, by dana.',
    ...unpaid('Icon · 300 Gold'),
  ]);
  await play.click(sam, 'Wallet', [
    '👛 Pay 300 Gold for order ICON-1 from your wallet?',
    'It has 500 Gold now, and 200 Gold afterwards.',
    '[Pay 300 Gold] [Not now]',
  ]);
  await play.click(sam, 'Pay 300 Gold', [
    '✅ 300 Gold for order ICON-1 is paid. Your wallet has 200 Gold now.',
  ]);
  await play.directMessage(sam, [
    'Pixel Forge · 💳 300 Gold for order ICON-1 is paid. Thank you!',
    ...paid('Icon · 300 Gold from the wallet'),
  ]);
  await play.posted(orderLog, [
    '💳 300 Gold came in for order ICON-1 from @sam.',
    ...paid('Icon · 300 Gold from the wallet'),
  ]);
};

/** Part of what was paid by card goes back to the card. */
export const partlyRefunded: Story = async (play, { people: { dana, sam }, orderLog }) => {
  play.scene('A fifth of the logo’s price goes back to sam’s card');
  await play.command(dana, 'refund', { order_id: 'LOGO-1', amount: '$20.00', reason: 'One draft less' }, [
    '↩️ Refund $20.00 of order LOGO-1 (Logo Design, $100.00)?',
    '│ Can go back this way $100.00 → $80.00',
    '│',
    '│ To',
    '│ - $20.00 to @sam, the way it was paid: Stripe sends it',
    '│',
    '│ From',
    '│ - $20.00 from what is held: $100.00 → $80.00',
    '│',
    '│ The order stays Payment Verified.',
    '│ Why: One draft less',
    '[The way it was paid ▾]',
    '[Refund $20.00] [Cancel]',
  ]);
  await play.click(dana, 'Refund $20.00', [
    '✅ $20.00 of order LOGO-1 goes back.',
    'Stripe has sent $20.00 to @sam. It may take some days to arrive.',
    '@sam was told by DM.',
    ...paid('Logo Design · $100.00 by Stripe, partly refunded'),
  ]);
  await play.directMessage(sam, [
    'Pixel Forge · ↩️ $20.00 for order LOGO-1 is on its way back to you: Stripe has been asked to send it the way it was paid. It can take some days to arrive.',
    'Why: One draft less',
    ...paid('Logo Design · $100.00 by Stripe, partly refunded'),
  ]);
  await play.posted(orderLog, [
    '↩️ $20.00 of order LOGO-1 goes back to @sam, the way it was paid (Stripe), by dana. From what is held.',
    'Why: One draft less',
    ...paid('Logo Design · $100.00 by Stripe, partly refunded'),
  ]);
};

/** An order is disputed, and staff decide after both sides were heard. */
export const disputed: Story = async (play, { people: { dana, sam }, orderLog }) => {
  play.scene('sam disputes the icon, and dana gives his Gold back');
  await play.command(sam, 'dispute open', { reason: 'It is not what I asked for', order_id: 'ICON-1' }, [
    '✅ Order ICON-1 is disputed, and what is held for it stays where it is. Press Dispute to say more, with pictures; then staff decide.',
    '@sam was told by DM.',
    '│ Icon · 300 Gold from the wallet',
    '│ Disputed: It is not what I asked for',
    '│ Staff will hear both sides and decide.',
    '│',
    '│ Customer @sam',
    '│ Added now',
    '[Timeline] [Dispute]',
  ]);
  await play.directMessage(sam, [
    'Pixel Forge · ⚖️ You have disputed order ICON-1. What is held for it stays where it is until staff decide.',
    '│ Icon · 300 Gold from the wallet',
    '│ Disputed: It is not what I asked for',
    '│ Staff will hear both sides and decide.',
    '│',
    '│ Customer @sam',
    '│ Added now',
    '│',
    '│ Say what happened, with pictures if you have some, until 2026-03-06 16:00: press Dispute, or run /dispute evidence order_id:ICON-1 in the server.',
    '[Timeline] [Dispute]',
  ]);
  await play.posted(orderLog, [
    '⚖️ Order ICON-1 is disputed by the customer. What is held for it stays where it is until staff decide.',
    '│ Icon · 300 Gold from the wallet',
    '│ Disputed: It is not what I asked for',
    '│ Staff will hear both sides and decide.',
    '│',
    '│ Customer @sam',
    '│ Added now',
    '│',
    '│ Both sides have until 2026-03-06 16:00 to say what happened. Decide with /dispute resolve order_id:ICON-1.',
    '[Timeline] [Dispute]',
  ]);
  await play.command(dana, 'dispute resolve', { order_id: 'ICON-1' }, [
    '⚖️ How is the dispute about order ICON-1 resolved?',
    '- Refund Buyer: all of it goes back to who paid.',
    '- Release Seller: what is held stays with the server, as nobody works on the order; the order is Complete.',
    '- Partial Refund: a part goes back, the rest stays with the server, as nobody works on the order; the order is Complete.',
    '- No Action: the order goes on where it was.',
    'Not both sides have said something yet.',
    '│ Icon · 300 Gold from the wallet · 300 Gold held',
    '│ Customer @sam',
    '│',
    '│ Disputed by the customer, now',
    '│ > It is not what I asked for',
    '│ Both sides are heard until 2026-03-06 16:00. @dana looks at it.',
    '[Timeline] [Add to it]',
    '[Refund Buyer] [Release Seller] [Partial Refund] [No Action]',
  ]);
  await play.openForm(dana, 'Refund Buyer', [
    'Refund Buyer: order ICON-1',
    'Why?',
    'Both sides read it. You see all amounts before anything moves.',
    '[]',
  ]);
  await play.submitForm(dana, { 'Why?': 'It was another icon' }, [
    '⚖️ Refund Buyer for order ICON-1: it is Refunded then, and it can’t be taken back.',
    '- Held for the order: 300 Gold → 0 Gold',
    '- Wallet of @sam: 200 Gold → 500 Gold',
    '> It was another icon',
    '[Refund Buyer] [Not now]',
  ]);
  await play.click(dana, 'Refund Buyer', [
    '✅ The dispute about order ICON-1 is resolved: Refund Buyer. The order is Refunded.',
    '- Held for the order: 300 Gold → 0 Gold',
    '- Wallet of @sam: 200 Gold → 500 Gold',
  ]);
  await play.directMessage(sam, [
    'Pixel Forge · ⚖️ The dispute about order ICON-1 is resolved: Refund Buyer. 300 Gold goes back to who paid. The order is Refunded.',
    '> It was another icon',
    '↩️ 300 Gold for order ICON-1 is back in your wallet. See /wallet.',
    '│ Icon · 300 Gold from the wallet, refunded',
    '│ Refunded: It was another icon',
    '│ Nothing more happens with this order.',
    '│',
    '│ Customer @sam',
    '│ Ended now',
    '[Timeline]',
  ]);
  await play.posted(orderLog, [
    '⚖️ The dispute about order ICON-1 is resolved: Refund Buyer. 300 Gold goes back to who paid. The order is Refunded.',
    '> It was another icon',
    '↩️ 300 Gold of order ICON-1 goes back to @sam, to the wallet, by dana. From what is held.',
    '│ Icon · 300 Gold from the wallet, refunded',
    '│ Refunded: It was another icon',
    '│ Nothing more happens with this order.',
    '│',
    '│ Customer @sam',
    '│ Ended now',
    '[Timeline]',
  ]);
};
