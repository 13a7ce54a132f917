import type { PrintedReceipt, ReceiptPrinter } from '../../ports/receiptPrinter.ts';
import { drawSvg } from '../svg/drawSvg.ts';

/** Draws receipts as dark words on white paper, to be kept and printed. */
export function pngReceipts(): ReceiptPrinter {
  return { print: (receipt) => drawSvg(receiptSvg(receipt)) };
}

// Twice as large as Discord shows it, so that it is sharp on fine screens and on paper.
const width = 1000;
const margin = 60;
const right = width - margin;
const colours = { paper: '#ffffff', words: '#1e1f22', quiet: '#4e5058', rule: '#c4c9ce' };

/** The receipt as an SVG. What is too long for its line is cut; details, with their references, go on in the next. */
export function receiptSvg({ title, facts, lines, sums, foot }: PrintedReceipt): string {
  const parts: string[] = [];
  let y = 100;
  const text = (x: number, words: string, size: number, more = '') =>
    parts.push(`<text x="${x}" y="${y}" font-size="${size}" ${more}>${escaped(words)}</text>`);
  const rule = () =>
    parts.push(`<path d="M${margin} ${y}H${right}" stroke="${colours.rule}" stroke-width="2"/>`);
  const atEnd = 'text-anchor="end"';
  const quiet = `fill="${colours.quiet}"`;

  text(margin, cut(title, 40), 40, 'font-weight="bold"');
  for (const fact of facts) {
    y += 40;
    text(margin, cut(fact, 70), 24, quiet);
  }
  y += 40;
  rule();
  for (const { what, detail, amount } of lines) {
    y += 50;
    text(margin, cut(what, 44), 28);
    text(right, amount, 28, atEnd);
    for (const row of wrapped(detail, 76)) {
      y += 36;
      text(margin, row, 22, quiet);
    }
    y += 16;
  }
  y += 24;
  rule();
  sums.forEach(({ what, amount }, index) => {
    y += 48;
    const weight = index === sums.length - 1 ? 'font-weight="bold"' : '';
    text(margin, what, 28, weight);
    text(right, amount, 28, `${atEnd} ${weight}`);
  });
  y += 60;
  text(margin, cut(foot, 80), 20, quiet);
  const height = y + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans" fill="${colours.words}">`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    ...parts,
    '</svg>',
  ].join('');
}

/** A text in rows of so many characters at most, broken at spaces where there are some. */
function wrapped(text: string, most: number): string[] {
  const rows: string[] = [];
  let rest = [...text];
  while (rest.length > most) {
    const space = rest.slice(0, most + 1).lastIndexOf(' ');
    const end = space > 0 ? space : most;
    rows.push(rest.slice(0, end).join(''));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...rows, rest.join('')];
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
