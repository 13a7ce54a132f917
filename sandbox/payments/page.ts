import { html } from 'hono/html';

/** Finished HTML; what is put into it was escaped. */
export type Html = ReturnType<typeof html>;

/** A hosted page of a local provider. */
export interface PageParts {
  /** The provider's name. */
  readonly provider: string;
  /** What the page is for, as its heading and title: `Pay Pixel Forge`. */
  readonly title: string;
  /** What just went wrong, read out at once: `Your card was declined.` */
  readonly alert?: string;
  readonly content: Html;
}

/** Headers for every page: it loads nothing from anywhere. */
export const PAGE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
} as const;

/** The frame of every page: plain, works without scripts, with a keyboard and a screen reader, in dark and light. */
export function page({ provider, title, alert, content }: PageParts): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · local ${provider}</title>
<style>
:root { color-scheme: light dark; background: Canvas; color: CanvasText; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; padding: 1.5rem; }
main { max-width: 28rem; margin: 0 auto; }
h1 { font-size: 1.5rem; line-height: 1.25; }
.stage { margin: 0; }
.alert { border-left: .25rem solid #c0392b; padding: .25rem .75rem; font-weight: 600; }
dl { display: grid; grid-template-columns: 1fr auto; gap: .25rem 1rem; margin: 1rem 0; }
dt, dd { margin: 0; overflow-wrap: anywhere; }
dd { text-align: right; font-variant-numeric: tabular-nums; }
.total { font-weight: 700; }
form { margin: 1rem 0; }
fieldset { border: 1px solid; border-radius: .5rem; margin: 0 0 1rem; padding: .5rem 1rem 1rem; }
label { display: block; margin-top: .5rem; }
label.choice { display: flex; gap: .5rem; }
input:not([type=radio]) { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .5rem; font: inherit; }
button { box-sizing: border-box; width: 100%; min-height: 2.75rem; margin-top: .5rem; font: inherit; cursor: pointer; }
</style>
</head>
<body>
<main>
<p class="stage">Local ${provider}: nothing is charged.</p>
<h1>${title}</h1>
${alert === undefined ? '' : html`<p class="alert" role="alert">${alert}</p>`}
${content}
</main>
</body>
</html>
`;
}

/** What is paid for, and the total. Prices are written out already. */
export function bill(lines: readonly { name: string; price: string }[], total: string): Html {
  return html`<dl>
${lines.map(({ name, price }) => html`<dt>${name}</dt><dd>${price}</dd>\n`)}<dt class="total">Total</dt><dd class="total">${total}</dd>
</dl>`;
}

/** `1234` of a currency with exponent 2 is `12.34 EUR`. */
export function writeAmount(amountMinor: number, currency: string, exponent: number): string {
  const digits = String(amountMinor).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const rest = exponent === 0 ? '' : `.${digits.slice(digits.length - exponent)}`;
  return `${whole}${rest} ${currency.toUpperCase()}`;
}
