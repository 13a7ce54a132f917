/** A chart of bars that stand on each other, one stack a label. */
export interface BarChart {
  readonly title: string;
  readonly labels: readonly string[];
  /** `colour` is 0xRRGGBB; each has a value for every label. */
  readonly series: readonly {
    readonly name: string;
    readonly colour: number;
    readonly values: readonly number[];
  }[];
}

/** Draws charts. */
export interface Charts {
  /** A PNG of the chart. */
  bars(chart: BarChart): Promise<Uint8Array>;
}
