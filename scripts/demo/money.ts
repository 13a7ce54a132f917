import { auditMoney } from '../../src/app/auditMoney.ts';
import { shownAmount } from '../../src/domain/audit.ts';
import { Difference } from './play.ts';
import type { Story } from './run.ts';

const cancelled = [
  '│ Discord Bot Development · 500 Gold paid by hand, refunded',
  '│ Cancelled: No time',
  '│ Nothing more happens with this order.',
  '│',
  '│ Customer @sam · Booster @mike',
  '│ Ended now',
];

/** What was held for an order comes back with it. */
export const moneyBack: Story = async (play, { people: { dana, mike, sam }, orderLog }) => {
  play.scene('sam’s bot is cancelled, and his money comes back');
  sam.openDirectMessages();
  await play.command(dana, 'updateorder', { order_id: 'BOT-7', status: 'Cancelled', notes: 'No time' }, [
    '⚠️ Set order BOT-7 (Discord Bot Development, 500 Gold) to Cancelled?',
    'It can’t be taken back: work on it ends, 500 Gold goes back to the wallet of whoever paid it, and @sam is told.',
    '[Yes, set Cancelled] [No, keep it]',
  ]);
  await play.click(dana, 'Yes, set Cancelled', [
    '✅ Order BOT-7 is now Cancelled. 500 Gold is back in the wallet of whoever paid it.',
    '@sam was told by DM.',
    'The booster @mike was told by DM.',
    ...cancelled,
    '[Timeline]',
  ]);
  await play.directMessage(sam, [
    'Pixel Forge · ❌ Your order BOT-7 is now Cancelled. 500 Gold is back in your wallet. See /wallet.',
    ...cancelled,
    '│',
    '│ See it again with /trackorder order_id:BOT-7, here or in the server.',
    '[Timeline]',
  ]);
  await play.directMessage(mike, [
    'Pixel Forge · ❌ Order #BOT-7, which you worked on, is now Cancelled.',
    ...cancelled,
    '│',
    '│ See it again with /trackorder order_id:BOT-7, here or in the server.',
    '[Timeline]',
  ]);
  await play.posted(orderLog, [
    '❌ Order BOT-7: Assigned → Cancelled, by dana. 500 Gold is back in the wallet of @sam.',
    ...cancelled,
    '[Timeline]',
  ]);
  await play.command(sam, 'wallet', {}, [
    '💰 Your wallet · 500 Gold',
    '│ +500 Gold came back from order BOT-7 · now',
    'Pay orders from it with /pay; to be paid out, ask staff.',
    '[Newer] (disabled) [Older] (disabled) [Refresh]',
  ]);
};

/**
 * mike's 500 Gold and sam's, the refunded icon among it; what was paid for the website, which had no booster, is the
 * platform's, and for the logo it is held.
 */
const books = [
  'clearing:manual -1,000 Gold',
  'clearing:stripe -$280.00',
  'holds $80.00',
  'holds 0 Gold',
  'platform $200.00',
  'wallets 1,000 Gold',
];

/** Recounts all money from its entries, as `npm run audit` does. */
export const audit: Story = async (play, { store, guild }) => {
  play.scene('The books are counted');
  const breaches: string[] = [];
  const { balances } = await auditMoney(store, guild.id, ({ subject, problem }) =>
    breaches.push(`${subject}: ${problem}`),
  );
  if (breaches.length > 0) throw new Difference(`The books do not balance:\n\n${breaches.join('\n')}`);
  const found = [...balances]
    .flatMap(([account, byCurrency]) =>
      [...byCurrency].map(([currency, minor]) => `${account} ${shownAmount(minor, currency)}`),
    )
    .sort();
  play.aside(`The audit finds the books balanced: ${found.join(', ')}.`);
  if (found.join('\n') !== books.join('\n'))
    throw new Difference(`The books should say:\n\n${books.join('\n')}\n\nThey say:\n\n${found.join('\n')}`);
};
