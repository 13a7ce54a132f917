/*
 * Screens of made-up games, the same for the same seed: what recognition is measured and tested on. Screens of one game
 * share its panels, frames and layout; scenes, characters, icons, names and numbers differ. Texts are drawn as pixel
 * blocks, so that no font is needed.
 */

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export type Chance = () => number;

export function chanceOf(...seed: number[]): Chance {
  let state = seed.reduce((mixed, part) => Math.imul(mixed ^ part, 0x9e3779b1) ^ (mixed >>> 15), 0x2545f491);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** A filled box or ellipse; ellipses touch their box from within. */
export interface Shape {
  readonly kind: 'box' | 'ellipse';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
}

/** A picture as shapes, painted in order, 1280 × 720. */
export type Screen = readonly Shape[];

export const SCREEN_WIDTH = 1280;
export const SCREEN_HEIGHT = 720;

/** What a screen shows: play (a scene under panels), a scoreboard (a table of players), or a rank (an emblem and numbers). */
export const screenKinds = ['play', 'scoreboard', 'rank'] as const;
export type ScreenKind = (typeof screenKinds)[number];

const between = (chance: Chance, low: number, high: number): number => low + (high - low) * chance();
const whole = (chance: Chance, low: number, high: number): number =>
  Math.floor(between(chance, low, high + 1));
const colourOf = (chance: Chance, low = 0, high = 255): Colour => [
  whole(chance, low, high),
  whole(chance, low, high),
  whole(chance, low, high),
];

const box = (x: number, y: number, width: number, height: number, colour: Colour): Shape => ({
  kind: 'box',
  x,
  y,
  width,
  height,
  colour,
});
const ellipse = (x: number, y: number, width: number, height: number, colour: Colour): Shape => ({
  ...box(x, y, width, height, colour),
  kind: 'ellipse',
});

/** A line of text: letters of 5 × 7 dots, about half of them set. */
function text(chance: Chance, x: number, y: number, letters: number, size: number, colour: Colour): Shape[] {
  const dot = size / 7;
  return Array.from({ length: letters * 35 }, (_, index) => index)
    .filter(() => chance() < 0.5)
    .map((index) => {
      const letter = Math.floor(index / 35);
      const place = index % 35;
      const left = x + (letter * 6 + (place % 5)) * dot;
      return box(left, y + Math.floor(place / 5) * dot, dot, dot, colour);
    });
}

/** What all screens of a game share. */
interface Style {
  readonly paper: Colour;
  readonly panel: Colour;
  readonly edge: Colour;
  readonly ink: Colour;
  /** Heights of the bars at the top and the bottom. */
  readonly top: number;
  readonly bottom: number;
  readonly icons: readonly Colour[];
}

function styleOf(game: number): Style {
  const chance = chanceOf(1, game);
  return {
    paper: colourOf(chance, 10, 90),
    panel: colourOf(chance, 15, 110),
    edge: colourOf(chance, 90, 230),
    ink: colourOf(chance, 190, 255),
    top: whole(chance, 30, 70),
    bottom: whole(chance, 70, 150),
    icons: Array.from({ length: 9 }, () => colourOf(chance, 20, 240)),
  };
}

/** The screen with this number of a game (both from 0). Other numbers show other players, places and scores. */
export function gameScreen(game: number, kind: ScreenKind, number: number): Screen {
  const style = styleOf(game);
  const chance = chanceOf(2, game, screenKinds.indexOf(kind), number);
  const [fixed, free] = { play, scoreboard, rank }[kind](style, chanceOf(3, game), chance);
  const backdrop = box(0, 0, SCREEN_WIDTH, SCREEN_HEIGHT, style.paper);
  return kind === 'play' ? [backdrop, ...free, ...fixed] : [backdrop, ...fixed, ...free];
}

/** What a screen shares with others of its kind, and what is its own. */
type Layers = readonly [fixed: Shape[], free: Shape[]];

function play(style: Style, shared: Chance, chance: Chance): Layers {
  const light = between(chance, 40, 170);
  const near = (spread: number): Colour =>
    colourOf(chance, Math.max(0, light - spread), Math.min(255, light + spread));
  const ground = Array.from({ length: 24 }, () =>
    box(
      between(chance, -100, 1200),
      between(chance, 0, 640),
      between(chance, 80, 420),
      between(chance, 60, 260),
      near(45),
    ),
  );
  const things = Array.from({ length: 18 }, () => {
    const size = between(chance, 24, 130);
    return ellipse(
      between(chance, 0, 1240),
      between(chance, 40, 620),
      size,
      size * between(chance, 0.6, 1.8),
      near(110),
    );
  });
  const fixed = [
    box(0, 0, SCREEN_WIDTH, style.top, style.panel),
    box(0, SCREEN_HEIGHT - style.bottom, SCREEN_WIDTH, style.bottom, style.panel),
    box(1060, 480, 220, 240, style.edge),
    box(1068, 488, 204, 224, style.paper),
    ...style.icons.map((colour, index) =>
      box(330 + index * 64, SCREEN_HEIGHT - style.bottom + 10, 54, 54, colour),
    ),
    ...text(shared, 20, 10, 10, style.top - 20, style.ink),
    ...text(chance, 560, 8, 7, style.top - 16, style.ink),
    box(40, SCREEN_HEIGHT - style.bottom + 12, between(chance, 30, 260), 16, [70, 200, 90]),
    box(40, SCREEN_HEIGHT - style.bottom + 36, between(chance, 30, 260), 16, [70, 110, 220]),
    ...Array.from({ length: 10 }, () =>
      ellipse(between(chance, 1070, 1250), between(chance, 490, 700), 14, 14, colourOf(chance, 60, 255)),
    ),
  ];
  return [fixed, [...ground, ...things]];
}

function scoreboard(style: Style, shared: Chance, chance: Chance): Layers {
  const rows = Array.from({ length: 10 }, (_, index) => 130 + index * 54 + (index > 4 ? 20 : 0));
  const fixed = [
    box(0, 0, SCREEN_WIDTH, style.top + 40, style.panel),
    ...text(shared, 480, 18, 8, style.top + 4, style.ink),
    ...rows.map((y, index) => box(120, y, 1040, 46, index > 4 ? style.panel : style.edge)),
  ];
  const free = rows.flatMap((y) => [
    box(130, y + 3, 40, 40, colourOf(chance)),
    ellipse(136, y + 9, 28, 28, colourOf(chance)),
    ...text(chance, 190, y + 13, whole(chance, 4, 14), 20, style.ink),
    ...text(chance, 480, y + 13, whole(chance, 5, 8), 20, style.ink),
    ...Array.from({ length: 6 }, (_, index) => box(640 + index * 46, y + 4, 38, 38, colourOf(chance))),
    ...text(chance, 960, y + 13, whole(chance, 4, 6), 20, style.ink),
  ]);
  return [fixed, free];
}

function rank(style: Style, shared: Chance, chance: Chance): Layers {
  const level = whole(chance, 0, 8);
  const metal = style.icons[level] ?? style.edge;
  const fixed = [
    box(60, 60, 1160, 600, style.panel),
    box(60, 60, 1160, 70, style.edge),
    ...text(shared, 90, 75, 12, 36, style.ink),
    box(900, 560, 240, 64, style.edge),
  ];
  const free = [
    ellipse(470, 170, 340, 300, metal),
    ellipse(520, 215, 240, 210, style.panel),
    ...Array.from({ length: level + 1 }, (_, index) => box(500 + index * 30, 300, 18, 60, metal)),
    ...text(chance, 500, 490, whole(chance, 5, 12), 34, style.ink),
    box(340, 570, 520, 26, style.paper),
    box(340, 570, between(chance, 20, 520), 26, metal),
    ...text(chance, 340, 610, whole(chance, 3, 5), 26, style.ink),
    ...text(chance, 120, 170, whole(chance, 6, 12), 30, style.ink),
  ];
  return [fixed, free];
}

/** The screen as SVG. */
export function svgOf(screen: Screen): Buffer {
  const shapes = screen.map(({ kind, x, y, width, height, colour }) => {
    const fill = `fill="rgb(${colour.join()})"`;
    return kind === 'box'
      ? `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${fill}/>`
      : `<ellipse cx="${x + width / 2}" cy="${y + height / 2}" rx="${width / 2}" ry="${height / 2}" ${fill}/>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SCREEN_WIDTH}" height="${SCREEN_HEIGHT}">${shapes.join('')}</svg>`,
  );
}

const luma = ([red, green, blue]: Colour): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/**
 * The screen's brightness on a square grid of `side` × `side` cells, without drawing it: thousands of times quicker than
 * through a picture, and nearly the same.
 */
export function gridOf(screen: Screen, side: number): Float64Array {
  const grid = new Float64Array(side * side);
  for (const { kind, x, y, width, height, colour } of screen) {
    const value = luma(colour);
    const [left, right] = [(x / SCREEN_WIDTH) * side, ((x + width) / SCREEN_WIDTH) * side];
    const [upper, lower] = [(y / SCREEN_HEIGHT) * side, ((y + height) / SCREEN_HEIGHT) * side];
    for (let row = Math.max(0, Math.floor(upper)); row < Math.min(side, lower); row += 1) {
      const tall = Math.min(row + 1, lower) - Math.max(row, upper);
      const off = kind === 'box' ? 0 : ((row + 0.5 - upper) / (lower - upper)) * 2 - 1;
      const half = kind === 'box' ? 1 : Math.sqrt(Math.max(0, 1 - off * off));
      const middle = (left + right) / 2;
      const reach = ((right - left) / 2) * half;
      for (
        let column = Math.max(0, Math.floor(middle - reach));
        column < Math.min(side, middle + reach);
        column += 1
      ) {
        const wide = Math.min(column + 1, middle + reach) - Math.max(column, middle - reach);
        const place = row * side + column;
        const before = grid[place] ?? 0;
        grid[place] = before + (value - before) * tall * wide;
      }
    }
  }
  return grid;
}
