import type { Charts } from '../../ports/charts.ts';
import { drawSvg } from '../svg/drawSvg.ts';

/** Draws charts without a browser: echarts, loaded with the first one, makes an SVG and that becomes a PNG. */
export function pngCharts(): Charts {
  return {
    async bars(chart) {
      const { barsSvg } = await import('./barsSvg.ts');
      return drawSvg(barsSvg(chart));
    },
  };
}
