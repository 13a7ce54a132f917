import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { file, type SandboxFile } from '../../sandbox/index.ts';

/** A game's screen: its timer and its chest or, unclear, what stands before them. */
const views = {
  clear: [
    '<rect width="100%" height="100%" fill="#10253a"/>',
    '<rect x="120" y="70" width="1040" height="130" fill="#f1c40f"/>',
    '<circle cx="640" cy="470" r="190" fill="#2ecc71"/>',
    '<path d="M545 470 l70 75 l130 -150" stroke="#ffffff" stroke-width="36" fill="none"/>',
  ],
  unclear: [
    '<rect width="100%" height="100%" fill="#7f8c8d"/>',
    '<rect x="0" y="360" width="1280" height="360" fill="#34495e"/>',
    '<rect x="60" y="40" width="380" height="640" fill="#e74c3c"/>',
  ],
};

/** A screenshot as a worker takes it. */
export async function screenshot(name: string, view: keyof typeof views): Promise<SandboxFile> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">${views[view].join('')}</svg>`;
  return file(name, await sharp(Buffer.from(svg)).png().toBuffer());
}

/** What a picture looks like, however it is written: the same for the same pixels. */
export async function pixelsOf(bytes: Uint8Array | undefined): Promise<string> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return `${info.width}×${info.height} ${createHash('sha256').update(data).digest('hex')}`;
}
