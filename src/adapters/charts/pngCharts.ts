import { fileURLToPath } from 'node:url';
import type { Charts } from '../../ports/charts.ts';

/**
 * Draws charts without a browser: echarts makes an SVG, resvg a PNG of it with letters of its own, so that a chart looks
 * the same on every machine. Both are loaded with the first chart; most desks never need them.
 */
export function pngCharts(): Charts {
  return {
    async bars(chart) {
      const [{ barsSvg }, { renderAsync }] = await Promise.all([
        import('./barsSvg.ts'),
        import('@resvg/resvg-js'),
      ]);
      // In a thread of its own, while the desk goes on.
      const image = await renderAsync(barsSvg(chart), {
        font: {
          loadSystemFonts: false,
          fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
            fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`)),
          ),
          defaultFontFamily: 'DejaVu Sans',
        },
      });
      return image.asPng();
    },
  };
}
