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
 * Those that take the most memory to decode, of as many pixels as are taken: a photo that has to be turned, as cameras
 * write it and sent bit by bit, and a picture of 16 bits a colour whose lines are not in order, that has to be turned too.
 */
export async function heaviestPictures(): Promise<Picture[]> {
  const turned = () => noise(7700, 5190).withMetadata({ orientation: 6 });
  const deep = sharp({ create: { width: 8000, height: 5000, channels: 3, background: '#456' } })
    .withMetadata({ orientation: 6 })
    .toColourspace('rgb16');
  return [
    await file('turned.jpg', turned().jpeg({ quality: 55 })),
    await file(
      'progressive.jpg',
      turned().jpeg({ quality: 40, progressive: true, chromaSubsampling: '4:4:4' }),
    ),
    await file('deep.png', deep.png({ progressive: true })),
  ];
}

function noise(width: number, height: number): Sharp {
  const grain = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#456', noise: grain } });
}
