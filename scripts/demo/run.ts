import { Difference, Play } from './play.ts';
import { openStage, type Stage } from './stage.ts';

/** What people do, and what they should see. */
export type Story = (play: Play, stage: Stage) => Promise<void>;

/** A demo that is not over by then hangs. */
const deadlineMs = 60_000;

/**
 * Plays a story on a fresh stage and prints it. Sets the process's exit code: 0 when everything was seen as it should be,
 * 1 otherwise. Leaves nothing behind, also when it is interrupted or breaks.
 */
export async function runDemo(story: Story): Promise<void> {
  const startedAtMs = Date.now();
  const stage = await openStage();
  let isStopped = false;
  const stopEarly = (exitCode: number, why?: string) => {
    if (isStopped) return;
    isStopped = true;
    if (why !== undefined) process.stderr.write(`\n✗ ${why}\n`);
    void stage.close().finally(() => process.exit(exitCode));
  };
  process.on('SIGINT', () => stopEarly(130));
  process.on('SIGTERM', () => stopEarly(143));
  // Whoever read along, such as `head`, has had enough.
  process.stdout.on('error', () => stopEarly(141));
  process.on('uncaughtException', (error) => stopEarly(1, `Something broke.\n\n${error.stack}`));
  const deadline = setTimeout(
    () => stopEarly(1, `The demo did not end within ${deadlineMs / 1000} seconds.`),
    deadlineMs,
  );
  try {
    const play = new Play(stage, (text) => process.stdout.write(`${text}\n`));
    await story(play, stage);
    const messages = play.end();
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    process.stdout.write(
      `\n✓ Everything was seen as it should be: ${messages} messages in ${seconds} seconds.\n`,
    );
  } catch (error) {
    // What goes wrong because the stage is being closed is nobody's concern.
    if (isStopped) return;
    process.exitCode = 1;
    // What people see is explained by itself; anything else is a bug, and its stack helps.
    const what = error instanceof Difference ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`\n✗ The demo differs from what should be seen.\n\n${what}\n`);
  } finally {
    clearTimeout(deadline);
    await stage.close();
  }
}
