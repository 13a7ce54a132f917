import sharp, { type Sharp } from 'sharp';
import { photo } from '../tests/support/imageFiles.ts';

/** A picture to submit. */
export interface Picture {
  readonly name: string;
  readonly bytes: Buffer;
}

const file = async (name: string, image: Sharp): Promise<Picture> => ({
  name,
  bytes: await image.toBuffer(),
});

/** What a worker usually submits: a screenshot of 1920×1080, 2 MB. */
export const screenshot = (): Promise<Picture> =>
  file('screenshot.png', photo(1920, 1080).png({ compressionLevel: 6 }));

/** A picture of nearly as many bytes as are taken. */
export const largeScreenshot = (): Promise<Picture> => file('large.png', noise(2360, 1680).png());

/**
 * Those that take the most memory to decode: photos that have to be turned, of as many pixels as are taken, and as many
 * as are taken of those sent in passes; and so a picture of 16 bits a colour.
 */
export async function heaviestPictures(): Promise<Picture[]> {
  const turned = (width: number, height: number) => noise(width, height).withMetadata({ orientation: 6 });
  const deep = sharp({ create: { width: 6000, height: 4440, channels: 3, background: '#456' } })
    .withMetadata({ orientation: 6 })
    .toColourspace('rgb16');
  const progressive = { progressive: true, chromaSubsampling: '4:4:4' };
  return [
    await file('turned.jpg', turned(7700, 5190).jpeg({ quality: 55 })),
    await file('progressive.jpg', turned(6000, 4440).jpeg({ quality: 60, ...progressive })),
    await file('deep.png', deep.png({ progressive: true })),
  ];
}

function noise(width: number, height: number): Sharp {
  const grain = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#456', noise: grain } });
}
