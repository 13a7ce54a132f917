/** Samples round by round. */
export type Rounds = readonly (readonly number[])[];

/** Does one thing once and says how long it took; `sample` counts up. */
export type Contender = (sample: number) => Promise<number>;

/** How often everything is sampled; the warm-up is not kept. */
export interface Schedule {
  readonly warmUpRounds: number;
  readonly rounds: number;
  readonly samplesPerRound: number;
}

/**
 * Samples all contenders in turns and gives each one's rounds, in the same order. Every second turn goes backwards, so that
 * none of them always comes after the same other one.
 */
export async function takeTurns(
  { warmUpRounds, rounds, samplesPerRound }: Schedule,
  contenders: readonly Contender[],
): Promise<Rounds[]> {
  const kept = contenders.map((): number[][] => []);
  let sample = 0;
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const samples = contenders.map((): number[] => []);
    for (let turn = 0; turn < samplesPerRound; turn += 1, sample += 1) {
      const inOrder = [...contenders.entries()];
      for (const [index, contender] of turn % 2 === 0 ? inOrder : inOrder.reverse())
        samples[index]?.push(await contender(sample));
    }
    if (round >= 0) for (const [index, list] of samples.entries()) kept[index]?.push(list);
  }
  return kept;
}

/** How many milliseconds something takes. */
export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

const sampleMs = 400;

/** How often a second `work` can be done when it is done over and over, that many times at once, for a short while. */
export async function perSecond(lanes: number, work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  let done = 0;
  const goOn = async () => {
    while (performance.now() - startMs < sampleMs) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, goOn));
  return (done * 1000) / (performance.now() - startMs);
}
