/** The stretches of time that statistics may be asked for. */
export const periods = ['7 days', '30 days', '90 days', 'all time'] as const;

/** A stretch of time up to now. */
export type Period = (typeof periods)[number];

/** Part of a stretch of time: from the beginning on, up to but without the end. */
export interface TimeSpan {
  readonly from: Date;
  readonly before: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

const spans: Readonly<Record<Period, { readonly days: number; readonly partDays: number }>> = {
  '7 days': { days: 7, partDays: 1 },
  '30 days': { days: 30, partDays: 3 },
  '90 days': { days: 90, partDays: 10 },
  // What a chart can still show; the figures go back further.
  'all time': { days: 360, partDays: 30 },
};

/** When a period began; undefined when it has no beginning. */
export function periodStart(period: Period, now: Date): Date | undefined {
  return period === 'all time' ? undefined : new Date(now.getTime() - spans[period].days * dayMs);
}

/** The parts a chart shows a period in, oldest first, the last one ending with this millisecond. Of all time it shows the last 360 days. */
export function partsOf(period: Period, now: Date): TimeSpan[] {
  const { days, partDays } = spans[period];
  const count = days / partDays;
  return Array.from({ length: count }, (_, index) => {
    const end = now.getTime() + 1 - (count - 1 - index) * partDays * dayMs;
    return { from: new Date(end - partDays * dayMs), before: new Date(end) };
  });
}
