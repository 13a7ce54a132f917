/** The demo with something seen that should not be: `node demoThatDiffers.ts WAY`. Only for tests of the demo itself. */
import { runDemo, type Story } from '../../scripts/demo/run.ts';
import { story } from '../../scripts/demo/story.ts';
import { walletIdOf } from '../../src/app/ledger.ts';
import { walletOf } from '../../src/domain/account.ts';
import { currencyCode } from '../../src/domain/money.ts';
import { wallets } from '../../src/ports/collections.ts';

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
  'the books do not balance': async (play, stage) => {
    const { store, guild, people } = stage;
    const wallet = wallets.path(guild.id, walletIdOf(people.eve.id, currencyCode('Gold')));
    await store.transact(async (tx) =>
      tx.put(wallet, {
        account: walletOf(people.eve.id),
        currency: 'Gold',
        balanceMinor: 5,
        updatedAt: new Date(0),
      }),
    );
    await story(play, stage);
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
