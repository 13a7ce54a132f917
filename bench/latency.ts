import { join } from 'node:path';
import type { MessageView } from '../sandbox/index.ts';
import { timeCallback } from './callbackTimer.ts';
import type { Contestant } from './contestant.ts';
import { type Dialogue, dialogueIn } from './dialogue.ts';
import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { anyOrder, regularsOrder } from './population.ts';
import { openRawSqlite } from './rawSqlite.ts';
import { compareRounds, difference, ratio, spreadOf } from './statistics.ts';
import { takeTurns, timeMs } from './turns.ts';

const schedule = { warmUpRounds: 3, rounds: 20 };

/** A command with its bounds over the bare client, and over itself in a small server. */
interface Case {
  readonly name: string;
  /** The command's name alone. */
  readonly command: string;
  readonly samplesPerRound: number;
  readonly atMostOverBare: number;
  /** Whether the answer is changed once people were told; the next sample waits for that. */
  readonly tells: boolean;
  ask(dialogue: Dialogue, place: Place, sample: number): Promise<MessageView>;
}

const cases: readonly Case[] = [
  {
    name: 'trackorder',
    command: 'trackorder',
    samplesPerRound: 30,
    atMostOverBare: 2.5,
    tells: false,
    ask: (dialogue, { orderCount }, sample) => dialogue.track(anyOrder(sample, orderCount)),
  },
  {
    name: 'listorders10',
    command: 'listorders',
    samplesPerRound: 30,
    atMostOverBare: 3.5,
    tells: false,
    ask: (dialogue) => dialogue.list(),
  },
  {
    name: 'addorder',
    command: 'addorder',
    samplesPerRound: 12,
    atMostOverBare: 5,
    tells: true,
    ask: (dialogue) => dialogue.add(),
  },
  {
    name: 'updateorder',
    command: 'updateorder',
    samplesPerRound: 12,
    atMostOverBare: 5,
    tells: true,
    ask(dialogue, place, sample) {
      const order = regularsOrder(sample, place.orderCount);
      return dialogue.update(order, place.nextStatus(order));
    },
  },
];

/**
 * How long people wait for an answer in a small server, over what a bare client takes that only replies to the same event:
 * from the event being sent to the callback being received, one at a time, in turns. And in a large server over a small one.
 */
export async function measureLatency(
  bare: Contestant,
  small: { readonly bot: Contestant; readonly place: Place },
  large: { readonly bot: Contestant; readonly place: Place },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const raw = openRawSqlite(join(small.place.dataDir, 'raw.sqlite'), small.place.orderCount);
  for (const { name, command, samplesPerRound, atMostOverBare, tells, ask } of cases) {
    const contender = ({ ground }: Contestant, place: Place, isBot: boolean) => {
      const dialogue = dialogueIn(ground);
      return async (sample: number) => {
        const { waitedMs, seen } = await timeCallback(ground.sandbox, ground.staff, () =>
          ask(dialogue, place, sample),
        );
        if (isBot && seen.text().includes('❌')) throw new Error(`Refused: ${seen.text()}`);
        if (isBot && tells) await seen.until((message) => message.edited);
        return waitedMs;
      };
    };
    const [ofBare = [], ofSmall = [], ofLarge = [], ofRaw = []] = await takeTurns(
      { ...schedule, samplesPerRound },
      [
        contender(bare, small.place.again(), false),
        contender(small.bot, small.place, true),
        contender(large.bot, large.place, true),
        (sample) => timeMs(async () => raw.commit(anyOrder(sample, small.place.orderCount))),
      ],
    );
    figures.push(
      {
        name: `${name}_p50_over_bare`,
        ...compareRounds(ofSmall, ofBare, ratio),
        bound: { atMost: atMostOverBare },
      },
      { name: `${name}_p50_minus_bare_ms`, ...compareRounds(ofSmall, ofBare, difference) },
      { name: `${name}_ms`, ...spreadOf(ofSmall.flat()) },
      { name: `${name}_bare_ms`, ...spreadOf(ofBare.flat()) },
      // What the commit alone takes on this disk just now.
      ...(tells ? [{ name: `${name}_raw_commit_ms`, ...spreadOf(ofRaw.flat()) }] : []),
      { name: `${command}_1m_over_1k`, ...compareRounds(ofLarge, ofSmall, ratio), bound: { atMost: 1.2 } },
    );
  }
  raw.close();
  return figures;
}
