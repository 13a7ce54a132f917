import sharp from 'sharp';
import type { Chance } from './gameScreens.ts';

/** What may become of a picture between two uploads; gives the altered file. Each result can still be evidence. */
export type Alteration = (png: Buffer, chance: Chance) => Promise<Buffer>;

/** Cuts off up to `share` of the width or height at each edge. */
const cropped =
  (share: number): Alteration =>
  async (png, chance) => {
    const { width, height } = await sharp(png).metadata();
    const cut = (side: number) => Math.round(side * share * chance());
    const [left, top] = [cut(width), cut(height)];
    return sharp(png)
      .extract({ left, top, width: width - left - cut(width), height: height - top - cut(height) })
      .png({ compressionLevel: 1 })
      .toBuffer();
  };

/** By name: the same picture saved, sent, scaled or edited a little. */
export const alterations = {
  'JPEG, quality 80': (png) => sharp(png).jpeg({ quality: 80 }).toBuffer(),
  'JPEG, quality 40': (png) => sharp(png).jpeg({ quality: 40 }).toBuffer(),
  'made smaller': (png) => sharp(png).resize(1080).png({ compressionLevel: 1 }).toBuffer(),
  'made larger': (png) => sharp(png).resize(1920).jpeg({ quality: 85 }).toBuffer(),
  brightened: (png) => sharp(png).modulate({ brightness: 1.15 }).png({ compressionLevel: 1 }).toBuffer(),
  darkened: (png) => sharp(png).linear(0.85, 0).png({ compressionLevel: 1 }).toBuffer(),
  'more contrast': (png) => sharp(png).linear(1.15, -15).png({ compressionLevel: 1 }).toBuffer(),
  'cropped by up to 1 %': cropped(0.01),
  'cropped by up to 2 %': cropped(0.02),
  'cropped by up to 4 %': cropped(0.04),
  'cropped 1 %, smaller, brighter, JPEG 70': async (png, chance) =>
    sharp(await cropped(0.01)(png, chance))
      .resize(1100)
      .modulate({ brightness: 1.1 })
      .jpeg({ quality: 70 })
      .toBuffer(),
} satisfies Record<string, Alteration>;

export type AlterationName = keyof typeof alterations;
