import type { JobDeed } from '../src/app/jobs/job.ts';
import { jobs } from '../src/jobs/jobs.ts';
import { openProviders, openVault } from '../src/main.ts';
import { deedLine } from '../src/views/job.ts';
import { withConfiguredStore } from './configuredStore.ts';

/*
 * Runs one job now: `npm run job -- NAME [--dry-run]`. With --dry-run nothing is changed. The desk may be running; what
 * people are to be told is sent by it, within 15 seconds or when it is started.
 */
const [name, ...rest] = process.argv.slice(2).filter((argument) => argument !== '--dry-run');
const dryRun = process.argv.includes('--dry-run');
const job = jobs.find((known) => known.name === name);
if (job === undefined || rest.length > 0) {
  const width = Math.max(...jobs.map((known) => known.name.length));
  const list = jobs.map((known) => `  ${known.name.padEnd(width)}  ${known.does}`).join('\n');
  const what = job !== undefined ? 'Give one job.' : name === undefined ? '' : `There is no job ${name}.`;
  process.stderr.write(
    `${what === '' ? '' : `✗ ${what}\n`}Usage: npm run job -- NAME [--dry-run]\n\n${list}\n`,
  );
  process.exitCode = 2;
} else {
  await withConfiguredStore(async (store, config) => {
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    let deeds = 0;
    const note = (deed: JobDeed) => {
      deeds += 1;
      process.stdout.write(`  ${deedLine(deed, { dryRun })}\n`);
    };
    const desk = {
      store,
      clock: { now: () => new Date() },
      vault: await openVault(config),
      providers: await openProviders(config),
      publicUrl: config.payments?.publicUrl,
      // The running desk finds what was committed here by itself.
      outbox: { announce: async () => undefined },
      report: (error: unknown) => process.stderr.write(`Left out: ${error}\n`),
    };
    await job.run(desk, { dryRun, signal: interrupted.signal, note });
    const count = deeds === 1 ? '1 thing' : `${deeds} things`;
    process.stdout.write(
      deeds === 0
        ? `✓ ${job.name}: there is nothing to do.\n`
        : `✓ ${job.name}: ${dryRun ? `would do ${count}; nothing was changed` : `did ${count}`}.\n`,
    );
    return true;
  });
}
