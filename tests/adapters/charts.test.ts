import sharp from 'sharp';
import { expect, test } from 'vitest';
import { barsSvg } from '../../src/adapters/charts/barsSvg.ts';
import { pngCharts } from '../../src/adapters/charts/pngCharts.ts';
import type { BarChart } from '../../src/ports/charts.ts';

const chart: BarChart = {
  title: 'Orders',
  labels: ['Mar 1', 'Mar 2'],
  series: [
    { name: 'Completed', colour: 0x2ecc71, values: [3, 0] },
    { name: 'Rejected', colour: 0xe67e22, values: [0, 1] },
  ],
};

/** How many pixels have exactly this colour. */
async function pixelsOf(png: Uint8Array, colour: number): Promise<number> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let count = 0;
  for (let place = 0; place < data.length; place += info.channels)
    if (data.readUIntBE(place, 3) === colour) count += 1;
  return count;
}

test('the chart has its title, its labels and the names of what it shows', () => {
  const svg = barsSvg(chart);
  for (const words of ['Orders', 'Mar 1', 'Mar 2', 'Completed', 'Rejected']) expect(svg).toContain(words);
});

test('what was typed can’t become part of the drawing', () => {
  const title = '<script>alert(1)</script>';
  expect(barsSvg({ ...chart, title })).not.toContain('<script>alert');
});

test('the picture has bars in proportion to the values', async () => {
  const png = await pngCharts().bars(chart);
  const [completed, rejected] = [await pixelsOf(png, 0x2ecc71), await pixelsOf(png, 0xe67e22)];
  expect(completed).toBeGreaterThan(2.5 * rejected);
  expect(rejected).toBeGreaterThan(1000);
});

test('the words are drawn: the same chart without any has fewer light pixels', async () => {
  const light = async (one: BarChart) => {
    const { data } = await sharp(await pngCharts().bars(one))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return data.filter((value) => value > 200).length;
  };
  const silent = { ...chart, title: '', labels: ['', ''] };
  expect(await light(chart)).toBeGreaterThan((await light(silent)) + 300);
});

test('a chart of nothing can be drawn too', async () => {
  const values = chart.labels.map(() => 0);
  const png = await pngCharts().bars({ ...chart, series: [{ name: 'Completed', colour: 1, values }] });
  expect((await sharp(png).metadata()).format).toBe('png');
});
