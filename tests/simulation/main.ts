/*
 * Lives of made-up servers, to find what no test thought of: `npm run simulate`.
 *
 *   npm run simulate -- --seeds 1000            so many lives, from seed 1 on
 *   npm run simulate -- --from 5000 --seeds 10  from another
 *   npm run simulate -- --seed 42               one, with all of its steps
 */
import { parseArgs } from 'node:util';
import { LifeFailure, live } from './life.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
  },
});

const first = Number(options.seed ?? options.from);
const count = options.seed === undefined ? Number(options.seeds) : 1;
if (![first, count].every((number) => Number.isSafeInteger(number) && number > 0))
  throw new Error('--seed, --seeds and --from take whole numbers from 1 on');

/** Lives through them all, or up to the first that goes wrong. */
async function run(): Promise<string> {
  const startedMs = performance.now();
  let steps = 0;
  let commits = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const life = await live(seed);
    steps += life.steps.length;
    commits += life.commits;
    if (options.seed !== undefined) console.log(life.steps.join('\n'));
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  return `${count} lives, ${steps} steps, ${commits} commits, all sound and settled (${seconds} s)`;
}

try {
  console.log(await run());
} catch (error) {
  if (!(error instanceof LifeFailure)) throw error;
  console.log(error.steps.join('\n'));
  console.error(`\n${error.message}\n\nThe same again: npm run simulate -- --seed ${error.seed}`);
  process.exitCode = 1;
}
