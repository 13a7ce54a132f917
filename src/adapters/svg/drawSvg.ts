import { fileURLToPath } from 'node:url';

/**
 * Draws an SVG as a PNG, with letters of its own (DejaVu Sans), so that it looks the same on every machine. In a thread
 * of its own, while the desk goes on; the library is loaded with the first picture, as most desks never need it.
 */
export async function drawSvg(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
        fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`)),
      ),
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return image.asPng();
}
