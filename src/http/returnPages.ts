import { createHash } from 'node:crypto';
import { Hono } from 'hono';

const style =
  ':root{color-scheme:light dark}' +
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto 0;padding:0 1.5rem}' +
  'h1{font-size:1.5rem}';
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing is fetched, run or framed, and the address (providers put ids into it) goes nowhere. */
const headers = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

/** Where payers come back to: `GET /paid` and `GET /cancelled`. They know nothing of the payment, so they claim nothing. */
export function returnPages(): Hono {
  const paid = page('Thank you', 'You can close this page; Discord tells you when the payment is in.');
  const cancelled = page(
    'Nothing was paid',
    'You can close this page. To pay after all, use the link in Discord again.',
  );
  return new Hono()
    .get('/paid', (context) => context.html(paid, 200, headers))
    .get('/cancelled', (context) => context.html(cancelled, 200, headers));
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
}
