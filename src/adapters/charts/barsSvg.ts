import { BarChart as Bars } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { BarChart } from '../../ports/charts.ts';

use([Bars, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

// Twice as large as Discord shows it, so that it is sharp on fine screens.
const size = { width: 1000, height: 500 };
// Discord's dark surface; light words on it are read in both of its themes.
const colours = { background: '#2b2d31', words: '#dbdee1', lines: '#4e5058' };

/** The chart as an SVG. */
export function barsSvg({ title, labels, series }: BarChart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: colours.background,
      textStyle: { fontFamily: 'DejaVu Sans', color: colours.words, fontSize: 20 },
      title: { text: title, left: 32, top: 24, textStyle: { color: colours.words, fontSize: 26 } },
      legend: { bottom: 20, textStyle: { color: colours.words, fontSize: 20 }, itemGap: 40 },
      grid: {
        left: 32,
        right: 32,
        top: 90,
        bottom: 80,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      xAxis: {
        type: 'category',
        data: [...labels],
        axisLabel: { color: colours.words, fontSize: 18 },
        axisLine: { lineStyle: { color: colours.lines } },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: colours.words, fontSize: 18 },
        splitLine: { lineStyle: { color: colours.lines } },
      },
      series: series.map(({ name, colour, values }) => ({
        type: 'bar' as const,
        stack: 'all',
        name,
        data: [...values],
        barMaxWidth: 60,
        itemStyle: { color: `#${colour.toString(16).padStart(6, '0')}` },
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
