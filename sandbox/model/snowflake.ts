import type { Clock } from '../clock.ts';

const DISCORD_EPOCH_MS = 1_420_070_400_000;
const BITS_BELOW_TIME = 22n;

/** Makes Discord ids: they carry the time, always grow, and have 17 to 19 digits. */
export function snowflakes(clock: Clock): () => string {
  let last = 0n;
  return () => {
    const fromTime = BigInt(clock.now() - DISCORD_EPOCH_MS) << BITS_BELOW_TIME;
    last = fromTime > last ? fromTime : last + 1n;
    return String(last);
  };
}

/** When an id was made, in milliseconds since 1970. */
export function snowflakeTimeMs(id: string): number {
  return Number(BigInt(id) >> BITS_BELOW_TIME) + DISCORD_EPOCH_MS;
}
