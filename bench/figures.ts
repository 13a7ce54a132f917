import type { Spread } from './statistics.ts';

/** What a figure must keep to. */
export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/** One result of the run: its name says what is measured and in which unit; without a bound it is there to explain others. */
export interface Figure extends Spread {
  readonly name: string;
  readonly bound?: Bound;
}

/** Whether a figure keeps to its bound; undefined when it has none. */
export function isMet({ p50, bound }: Figure): boolean | undefined {
  if (bound === undefined) return undefined;
  return 'atMost' in bound ? p50 <= bound.atMost : p50 >= bound.atLeast;
}

/** The figures as a table to read on a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    shown(figure.p50),
    `${shown(figure.p10)} … ${shown(figure.p90)}`,
    boundOf(figure),
    { true: 'met', false: 'MISSED', undefined: '' }[String(isMet(figure))] ?? '',
  ]);
  const all = [['figure', 'median', 'p10 … p90', 'bound', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const isText = (column: number) => column === 0 || column === 4;
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The figures as one object: the medians by name, and under `details` each with its spread, its bound and whether it is met. */
export function jsonOf(figures: readonly Figure[], about: Readonly<Record<string, unknown>>): string {
  const details = figures.map((figure) => {
    const { name, bound, p50, p10, p90 } = figure;
    const judged = bound === undefined ? {} : { ...bound, met: isMet(figure) };
    return [name, { p50: rounded(p50), p10: rounded(p10), p90: rounded(p90), ...judged }] as const;
  });
  return JSON.stringify({
    ...about,
    ...Object.fromEntries(figures.map(({ name, p50 }) => [name, rounded(p50)])),
    details: Object.fromEntries(details),
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

function boundOf({ bound }: Figure): string {
  if (bound === undefined) return '';
  return 'atMost' in bound ? `≤ ${bound.atMost}` : `≥ ${bound.atLeast}`;
}
