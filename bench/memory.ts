import { type Contestant, type Ground, type Program, startContestant } from './contestant.ts';
import { dialogueIn } from './dialogue.ts';
import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { anyOrder, regularsOrder } from './population.ts';
import { ratio, spreadOf } from './statistics.ts';

/** Measures how much memory the bot takes when nothing happens, over what a bare client takes; and how long both take to start. */
export async function measureIdle(
  grounds: Readonly<Record<Program, Ground>>,
  folders: { readonly dataDir: string; readonly compileCache: string },
): Promise<Figure[]> {
  const starts = 5;
  const seen = {
    orderly: { rss: [] as number[], start: [] as number[] },
    bare: { rss: [] as number[], start: [] as number[] },
  };
  // The first starts fill the compile cache, and are not kept.
  for (let start = -2; start < starts; start += 1)
    for (const program of ['bare', 'orderly'] as const) {
      const contestant = await startContestant(program, grounds[program], folders);
      const { rssMb } = await contestant.memory();
      await contestant.stop();
      if (start < 0) continue;
      seen[program].rss.push(rssMb);
      seen[program].start.push(contestant.startMs);
    }
  const { orderly, bare } = seen;
  return [
    {
      name: 'idle_rss_over_bare',
      ...spreadOf(orderly.rss.map((rss, start) => ratio(rss, bare.rss[start] ?? Number.NaN))),
      bound: { atMost: 1.5 },
    },
    { name: 'idle_rss_mb', ...spreadOf(orderly.rss) },
    { name: 'idle_rss_bare_mb', ...spreadOf(bare.rss) },
    { name: 'start_ms', ...spreadOf(orderly.start) },
    { name: 'start_bare_ms', ...spreadOf(bare.start) },
  ];
}

const atOnce = 8;
const warmUpCommands = 2_000;
/** Discord allows 50 requests a second, and each change takes two more after its answer. */
const commandsPerChange = 40;

/** How much the bot's heap grows by ten thousand commands; `commands` are given, and the growth is reckoned up to that. */
export async function measureGrowth(bot: Contestant, place: Place, commands: number): Promise<Figure[]> {
  const dialogue = dialogueIn(bot.ground);
  let given = 0;
  const give = async (until: number) => {
    while (given < until) {
      given += 1;
      const order = anyOrder(given, place.orderCount);
      if (given % commandsPerChange === 0) {
        const own = regularsOrder(given / commandsPerChange, place.orderCount);
        const answer = await dialogue.update(own, place.nextStatus(own));
        await answer.until((message) => message.edited, 30_000);
      } else if (given % 5 === 0) await dialogue.list();
      else await dialogue.track(order);
    }
  };
  const giveAll = (until: number) => Promise.all(Array.from({ length: atOnce }, () => give(until)));

  await giveAll(warmUpCommands);
  const before = await bot.memory();
  await giveAll(warmUpCommands + commands);
  const after = await bot.memory();
  const growthMb = ((after.heapMb - before.heapMb) * 10_000) / commands;
  return [
    { name: 'heap_growth_mb_per_10k_commands', ...spreadOf([growthMb]), bound: { atMost: 1 } },
    { name: 'heap_after_mb', ...spreadOf([after.heapMb]) },
    { name: 'rss_after_mb', ...spreadOf([after.rssMb]) },
  ];
}
