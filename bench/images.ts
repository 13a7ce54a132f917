import { monitorEventLoopDelay } from 'node:perf_hooks';
import sharp from 'sharp';
import { sharpImageJudge } from '../src/adapters/images/sharpJudge.ts';
import { blankPng, photo } from '../tests/support/imageFiles.ts';
import { quantile } from './statistics.ts';

/*
 * What judging images takes: time over decoding alone, how late the event loop gets, and memory. Prints a table. Run it
 * with --expose-gc.
 */
const judge = sharpImageJudge();
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

async function median(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    took.push(performance.now() - start);
  }
  return quantile(took, 0.5);
}

/** Judges `count` at once, and prints how much memory and how late the event loop got meanwhile. */
async function judgeAtOnce(title: string, count: number, make: () => Uint8Array): Promise<void> {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 2);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const judged = await Promise.all(Array.from({ length: count }, () => judge.judge(make())));
  const took = performance.now() - start;
  delay.disable();
  clearInterval(watch);
  const refused = judged.find(({ ok }) => !ok);
  console.log(
    `${title}: ${took.toFixed(0)} ms, ${megabytes(peak - idle)} over idle (${megabytes(idle)}), ` +
      `loop late p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, max ${(delay.max / 1e6).toFixed(1)} ms` +
      `${refused === undefined ? '' : `, refused: ${JSON.stringify(refused)}`}`,
  );
}

const filled = (width: number, height: number) =>
  photo(width, height).png({ compressionLevel: 6 }).toBuffer();
const usual = await filled(1920, 1080);
const decode = () => sharp(usual).raw().toBuffer();
await judge.judge(usual);
await decode();
const [alone, judged] = [await median(30, decode), await median(30, () => judge.judge(usual))];
console.log(
  `a PNG of 1920×1080, ${megabytes(usual.length)}: decoded in ${alone.toFixed(1)} ms, judged in ${judged.toFixed(1)} ms, ` +
    `ratio ${(judged / alone).toFixed(2)}`,
);
const bomb = blankPng(20_000, 20_000);
console.log(
  `a bomb of ${bomb.length} bytes: refused in ${(await median(5, () => judge.judge(bomb))).toFixed(2)} ms`,
);

const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#456',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
// As near to 10 MB as they get.
const largePng = await noise(2360, 1680).png().toBuffer();
const largeJpeg = await noise(5400, 3600).jpeg({ quality: 86 }).toBuffer();
const progressive = await noise(7700, 5190).jpeg({ quality: 55, progressive: true }).toBuffer();
const interlaced = await sharp({ create: { width: 8000, height: 5000, channels: 4, background: '#4567' } })
  .toColourspace('rgb16')
  .png({ progressive: true })
  .toBuffer();
const turned = await noise(7700, 5190).withMetadata({ orientation: 6 }).jpeg({ quality: 55 }).toBuffer();
for (const [title, file] of Object.entries({ largePng, largeJpeg, progressive, interlaced, turned })) {
  const size = `${title} of ${megabytes(file.length)}`;
  await judgeAtOnce(`one ${size}`, 1, () => Buffer.from(file));
  await judgeAtOnce(`ten ${size}`, 10, () => Buffer.from(file));
}
