import { readFileSync } from 'node:fs';

/**
 * The most memory this process had at once since it began, in megabytes. What Linux tells of its resources starts with what
 * the parent took, which may be more.
 */
export function peakRssMb(): number {
  const { maxRSS } = process.resourceUsage();
  if (process.platform !== 'linux') return maxRSS / 2 ** 10;
  const own = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return (own === undefined ? maxRSS : Number(own)) / 2 ** 10;
}
