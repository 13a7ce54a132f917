import sharp from 'sharp';
import { file, type SandboxFile } from '../../sandbox/index.ts';
import { gameScreen, type ScreenKind, svgOf } from '../../tests/support/gameScreens.ts';

/** A screenshot of a made-up game, 1280 × 720, as a worker takes it; the same for the same numbers. */
export async function screenshot(
  name: string,
  game: number,
  kind: ScreenKind,
  number: number,
): Promise<SandboxFile> {
  const png = await sharp(svgOf(gameScreen(game, kind, number)))
    .png()
    .toBuffer();
  return file(name, png, { description: `A ${kind} screen of the game` });
}
