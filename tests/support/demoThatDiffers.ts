/** The demo with something seen that should not be: `node demoThatDiffers.ts WAY`. Only for tests of the demo itself. */
import { runDemo, type Story } from '../../scripts/demo/run.ts';
import { story } from '../../scripts/demo/story.ts';

const ways: Readonly<Record<string, Story>> = {
  'a message never comes': async (play, stage) => {
    stage.people.mia.closeDirectMessages();
    await story(play, stage);
  },
  'a message nobody expects': async (play, stage) => {
    await story(play, stage);
    await stage.people.mike.slash('trackorder');
  },
  'a message changes later': async (play, stage) => {
    await story(play, stage);
    const [list] = stage.channel
      .messagesSeenBy(stage.people.dana)
      .filter(({ selects }) => selects.length > 0);
    if (list !== undefined) await stage.people.dana.select(list, 'Open an order', ['BOT-7']);
  },
  'the bot breaks': async (play, stage) => {
    await story(play, stage);
    setImmediate(() => {
      throw new Error('Broken on purpose');
    });
    await stage.people.mia.nextMessage();
  },
};

await runDemo(ways[process.argv[2] ?? ''] ?? story);
