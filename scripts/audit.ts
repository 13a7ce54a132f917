import { type Audited, auditMoney } from '../src/app/auditMoney.ts';
import { guildIds } from '../src/app/guildIds.ts';
import { shownAmount } from '../src/domain/audit.ts';
import { withConfiguredStore } from './configuredStore.ts';

/*
 * Recomputes all balances from the entries, checks what must always hold of money, and says what it finds: `npm run audit`.
 * Exit code 0 when all is well, 1 when something is not, 2 when the store can't be read. The desk may be running.
 */
await withConfiguredStore(async (store) => {
  let breaches = 0;
  let guilds = 0;
  for await (const guildId of guildIds(store)) {
    guilds += 1;
    process.stdout.write(`Server ${guildId}\n`);
    const audited = await auditMoney(store, guildId, ({ subject, problem }) => {
      breaches += 1;
      process.stdout.write(`  ✗ ${subject}: ${problem}\n`);
    });
    process.stdout.write(linesOf(audited));
  }
  if (guilds === 0) process.stdout.write('There are no orders and no money yet.\n');
  process.stdout.write(
    breaches === 0
      ? '✓ The books balance.\n'
      : `✗ ${breaches === 1 ? '1 thing is' : `${breaches} things are`} wrong.\n`,
  );
  return breaches === 0;
});

function linesOf({ orders, transfers, entries, seals, balances }: Audited): string {
  const shown = [...balances].flatMap(([account, byCurrency]) =>
    [...byCurrency].map(([currency, minor]) => `  ${account.padEnd(24)} ${shownAmount(minor, currency)}`),
  );
  const looked = `  Orders: ${orders}. Transfers: ${transfers}. Entries besides those of holds: ${entries}. Seals: ${seals}.`;
  return `${[looked, ...shown.sort()].join('\n')}\n`;
}
