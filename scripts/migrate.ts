import { fillDueAt } from '../src/app/fillDueAt.ts';
import { giveHolds } from '../src/app/giveHolds.ts';
import { withConfiguredStore } from './configuredStore.ts';

/*
 * Brings what earlier versions recorded up to date: `npm run migrate`, once after an update. The desk may be running, and
 * running it twice, or again after it was interrupted, does no harm.
 */
await withConfiguredStore(async (store) => {
  const clock = { now: () => new Date() };
  let shown = 0;
  const { guilds, orders, given } = await giveHolds({ store, clock }, (progress) => {
    if (progress.orders - shown < 10_000) return;
    shown = progress.orders;
    process.stdout.write(`… ${progress.orders} orders looked at, ${progress.given} holds given\n`);
  });
  await fillDueAt(store);
  process.stdout.write(
    `Done. Looked at ${count(orders, 'order')} in ${count(guilds, 'server')}; ` +
      `${given === 0 ? 'none lacked its hold' : `gave ${count(given, 'hold')}`}.\n`,
  );
  return true;
});

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
