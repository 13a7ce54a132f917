import { lookup as lookUp } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { evidenceLimits } from '../../domain/evidence.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { DownloadRefusal, Downloads } from '../../ports/download.ts';
import { isPrivateAddress } from './privateAddress.ts';

/** From where attachments may be fetched, and how long and how much of them. */
export interface DownloadSettings {
  /**
   * `host`: over https, at its usual port, and only where its name leads to a public address. `host:port`: over http
   * too, and wherever it leads; that is what a local Discord needs, and Discord itself never names a port.
   */
  readonly hosts: readonly string[];
  /** For the whole of one download. */
  readonly timeoutMs?: number;
}

type Fetched = Result<Uint8Array, DownloadRefusal>;

/** Downloads of attachments. No redirect is followed: what is allowed to answer is allowed to answer only by itself. */
export function attachmentDownloads({ hosts, timeoutMs = 20_000 }: DownloadSettings): Downloads {
  return {
    async fetch(link) {
      const url = URL.parse(link);
      const access = url === null ? undefined : accessTo(url, hosts);
      if (url === null || access === undefined)
        return refuse({ code: 'download-host-not-allowed', host: url?.host ?? '' });
      return fetchBytes(url, access, timeoutMs);
    },
  };
}

/** Whether only public addresses will do; undefined when the link may not be followed at all. */
function accessTo(url: URL, hosts: readonly string[]): 'public' | 'any' | undefined {
  const isHttps = url.protocol === 'https:';
  if ((!isHttps && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return undefined;
  const port = url.port === '' ? (isHttps ? '443' : '80') : url.port;
  if (hosts.includes(`${url.hostname}:${port}`)) return 'any';
  if (!isHttps || url.port !== '' || !hosts.includes(url.hostname)) return undefined;
  // A configured address is itself what was allowed; a configured name may lead anywhere.
  return isIP(url.hostname) === 0 ? 'public' : 'any';
}

class PrivateAddress extends Error {}

/** Resolves a name, and fails when any of its addresses is not public. It runs for the connection itself, so what was checked is what is used. */
const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) callback(error ?? new Error('No address'), []);
    else if (addresses.some(({ address }) => isPrivateAddress(address))) callback(new PrivateAddress(), []);
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function fetchBytes(url: URL, access: 'public' | 'any', timeoutMs: number): Promise<Fetched> {
  const { promise, resolve } = Promise.withResolvers<Fetched>();
  const signal = AbortSignal.timeout(timeoutMs);
  const fail = (error: Error) => {
    if (error instanceof PrivateAddress)
      resolve(refuse({ code: 'download-host-not-allowed', host: url.host }));
    else if (signal.aborted) resolve(refuse({ code: 'download-timed-out', waitedMs: timeoutMs }));
    else resolve(refuse({ code: 'download-failed', status: undefined }));
  };
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const request = send(url, {
    signal,
    headers: { 'Accept-Encoding': 'identity' },
    ...(access === 'public' ? { lookup: lookUpPublic } : {}),
  });
  request.on('error', fail);
  request.on('response', (response) => {
    const stop = (refusal: DownloadRefusal) => {
      resolve(refuse(refusal));
      request.destroy();
    };
    const { statusCode: status } = response;
    const limit = evidenceLimits.bytes;
    if (status === 403 || status === 404 || status === 410) return stop({ code: 'download-expired' });
    if (status !== 200) return stop({ code: 'download-failed', status });
    if (Number(response.headers['content-length']) > limit)
      return stop({ code: 'download-too-large', limit });
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('error', fail);
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) stop({ code: 'download-too-large', limit });
      else chunks.push(chunk);
    });
    response.on('end', () => resolve(ok(Buffer.concat(chunks))));
  });
  request.end();
  return promise;
}
