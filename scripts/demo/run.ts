import { Difference, Play } from './play.ts';
import { openStage, type Stage } from './stage.ts';

/** What people do, and what they should see. */
export type Story = (play: Play, stage: Stage) => Promise<void>;

/** A demo that is not over by then hangs. */
const deadlineMs = 60_000;

/**
 * Plays a story on a fresh stage and prints it. Sets the process's exit code: 0 when everything was seen as it should be,
 * 1 otherwise. Leaves nothing behind, also when it is interrupted.
 */
export async function runDemo(story: Story): Promise<void> {
  const startedAtMs = Date.now();
  const stage = await openStage();
  const stopEarly = (exitCode: number) => {
    void stage.close().finally(() => process.exit(exitCode));
  };
  process.once('SIGINT', () => stopEarly(130));
  process.once('SIGTERM', () => stopEarly(143));
  const deadline = setTimeout(() => {
    process.stderr.write(`\n✗ The demo did not end within ${deadlineMs / 1000} seconds.\n`);
    stopEarly(1);
  }, deadlineMs);
  try {
    const play = new Play(stage, (text) => process.stdout.write(`${text}\n`));
    await story(play, stage);
    const messages = play.end();
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    process.stdout.write(
      `\n✓ Everything was seen as it should be: ${messages} messages in ${seconds} seconds.\n`,
    );
  } catch (error) {
    process.exitCode = 1;
    // What people see is explained by itself; anything else is a bug, and its stack helps.
    const what = error instanceof Difference ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`\n✗ The demo differs from what should be seen.\n\n${what}\n`);
  } finally {
    clearTimeout(deadline);
    await stage.close();
  }
}
