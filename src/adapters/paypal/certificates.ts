import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';

/** Certificates of webhooks, fetched where they may come from, and trusted when their chain ends at a known root. */
export interface Certificates {
  /** The certificate at an address; undefined unless it is there and good at that time. Never throws. */
  get(url: string, now: Date): Promise<X509Certificate | undefined>;
}

/** Where certificates may come from, and whom they must go back to. */
export interface CertificateSettings {
  /** `host`: over https at its usual port. `host:port`: over http too, as a local PayPal needs it. */
  readonly hosts: readonly string[];
  /** Roots as PEM; those that Node trusts unless told. */
  readonly roots?: readonly string[] | undefined;
  readonly timeoutMs: number;
}

const longestChain = 5;
const mostKept = 10;
const limitBytes = 64 * 1024;

/** Fetches certificates once and keeps the latest few. */
export function certificateStore({ hosts, roots, timeoutMs }: CertificateSettings): Certificates {
  const kept = new Map<string, Promise<readonly X509Certificate[]>>();
  let trusted: readonly X509Certificate[] | undefined;

  async function fetchChain(url: string): Promise<readonly X509Certificate[]> {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const pem = await response.text();
    if (!response.ok || pem.length > limitBytes) return [];
    return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])
      .slice(0, longestChain)
      .map((one) => new X509Certificate(one));
  }

  return {
    async get(url, now) {
      if (!isAllowed(url, hosts)) return undefined;
      const known = kept.get(url) ?? fetchChain(url);
      kept.set(url, known);
      const oldest = kept.keys().next().value;
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      const chain = await known.catch(() => []);
      trusted ??= (roots ?? getCACertificates('default')).map((pem) => new X509Certificate(pem));
      const [leaf] = chain;
      if (leaf !== undefined && isTrusted(chain, trusted, now)) return leaf;
      // It may be there, or be renewed, the next time.
      kept.delete(url);
      return undefined;
    },
  };
}

/** Whether certificates may be fetched from there. */
export function isAllowed(link: string, hosts: readonly string[]): boolean {
  const url = URL.parse(link);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const isHttps = url.protocol === 'https:';
  if (!isHttps && url.protocol !== 'http:') return false;
  if (isHttps && url.port === '' && hosts.includes(url.hostname)) return true;
  return hosts.includes(`${url.hostname}:${url.port === '' ? (isHttps ? 443 : 80) : url.port}`);
}

/** Whether each certificate is signed by the next, the last by a root, and all are good now. */
function isTrusted(chain: readonly X509Certificate[], roots: readonly X509Certificate[], now: Date): boolean {
  const isGood = (one: X509Certificate) => one.validFromDate <= now && now <= one.validToDate;
  const signs = (issuer: X509Certificate, one: X509Certificate) =>
    issuer.ca && one.checkIssued(issuer) && one.verify(issuer.publicKey);
  let last = chain[0];
  for (let steps = 0; last !== undefined && steps < longestChain; steps += 1) {
    const current: X509Certificate = last;
    if (!isGood(current)) return false;
    if (roots.some((root) => isGood(root) && signs(root, current))) return true;
    last = chain.find((one) => one !== current && signs(one, current));
  }
  return false;
}
