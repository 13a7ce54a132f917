import { setTimeout as wait } from 'node:timers/promises';
import type { Bucket } from '@google-cloud/storage';
import { type Stored, type Vault, type VaultKey, VaultUnavailable } from '../../ports/vault.ts';
import { withDeadline } from '../firestore/faults.ts';
import { checkKey } from './checkKey.ts';

/** Which bucket, and how to be let in. */
export interface BucketSettings {
  readonly bucket: string;
  readonly projectId: string;
  /** Left out: whatever credentials the machine has, such as the file in GOOGLE_APPLICATION_CREDENTIALS. */
  readonly account?: { readonly clientEmail: string; readonly privateKey: string };
  /** Another place than Google's, which is asked without credentials: a stand-in on this machine. */
  readonly apiEndpoint?: string;
  /** How long any call may take before it fails. */
  readonly deadlineMs?: number;
}

/** All pictures are under this, so that the bucket may hold other things too. */
const prefix = 'evidence/';
const namesPerPage = 1000;

/**
 * A vault in a bucket of Firebase Storage (or Google Cloud Storage). The client is loaded with the first call. The
 * bucket decides who may read: it must be open to nobody but the bot's service account.
 */
export function bucketVault({ deadlineMs = 20_000, ...settings }: BucketSettings): Vault {
  let connecting: Promise<Bucket> | undefined;

  const attempt = async <T>(work: (bucket: Bucket) => Promise<T>): Promise<T> => {
    connecting ??= connect(settings, deadlineMs);
    const late = () => new VaultUnavailable(`the bucket did not answer within ${deadlineMs} ms`);
    try {
      return await withDeadline(deadlineMs, repeated(work, await connecting, deadlineMs), late);
    } catch (error) {
      throw error instanceof VaultUnavailable ? error : asVaultError(settings.bucket, error);
    }
  };

  return {
    async put(key, bytes, contentType) {
      checkKey(key);
      await attempt((bucket) =>
        bucket.file(prefix + key).save(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
          resumable: false,
          validation: 'crc32c',
          // The only one that may look comes straight to the bucket; nothing on the way may keep a copy.
          metadata: { contentType, cacheControl: 'private, no-store' },
        }),
      );
    },

    async get(key) {
      checkKey(key);
      return attempt(async (bucket) => {
        const answer = await bucket
          .file(prefix + key)
          .download({ validation: 'crc32c' })
          .catch(undefinedIfMissing);
        return answer?.[0];
      });
    },

    async delete(key) {
      checkKey(key);
      await attempt((bucket) => bucket.file(prefix + key).delete({ ignoreNotFound: true }));
    },

    async *list() {
      let pageToken: string | undefined;
      do {
        const page = await attempt((bucket) => listPage(bucket, pageToken));
        yield* page.stored;
        pageToken = page.next;
      } while (pageToken !== undefined);
    },
  };
}

/** Loads the client. Nothing is sent yet. */
async function connect(settings: Omit<BucketSettings, 'deadlineMs'>, deadlineMs: number): Promise<Bucket> {
  const { Storage } = await import('@google-cloud/storage');
  const { bucket, projectId, account, apiEndpoint } = settings;
  return new Storage({
    projectId,
    ...(account === undefined
      ? {}
      : { credentials: { client_email: account.clientEmail, private_key: account.privateKey } }),
    ...(apiEndpoint === undefined ? {} : { apiEndpoint }),
    timeout: deadlineMs,
    // The client's own retry of a download breaks off the first answer and leaves a rejected promise nobody handles,
    // which would end the process.
    retryOptions: { autoRetry: false },
  }).bucket(bucket);
}

/** Pauses before trying again. */
const pausesMs = [200, 1000];

/** Tries again what may pass. Keys are used once, so that a call that is made twice does what it did. */
async function repeated<T>(
  work: (bucket: Bucket) => Promise<T>,
  bucket: Bucket,
  deadlineMs: number,
): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (const pauseMs of pausesMs) {
    try {
      return await work(bucket);
    } catch (error) {
      if (!isPassing(error) || Date.now() + pauseMs > until) throw error;
      await wait(pauseMs);
    }
  }
  return work(bucket);
}

async function listPage(
  bucket: Bucket,
  pageToken: string | undefined,
): Promise<{ stored: Stored[]; next: string | undefined }> {
  const [files, next] = await bucket.getFiles({
    prefix,
    autoPaginate: false,
    maxResults: namesPerPage,
    ...(pageToken === undefined ? {} : { pageToken }),
  });
  const stored = files.map(({ name, metadata }): Stored => {
    const key: VaultKey = name.slice(prefix.length);
    return { key, storedAt: new Date(metadata.timeCreated ?? 0), bytes: Number(metadata.size) };
  });
  // The client declares the query of the next page without saying what is in it.
  const token = next && 'pageToken' in next ? next.pageToken : undefined;
  return { stored, next: typeof token === 'string' ? token : undefined };
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Timeouts, too many requests, errors of the server's own, and connections that broke off. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (typeof code === 'number') return code === 408 || code === 429 || code >= 500;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code);
}

const isBucketMissing = (error: unknown): boolean =>
  error instanceof Error && /bucket does not exist/i.test(error.message);

function undefinedIfMissing(error: unknown): undefined {
  if (codeOf(error) !== 404 || isBucketMissing(error)) throw error;
}

/** What the bucket answered, with what to do about it where that is known. */
function asVaultError(bucket: string, error: unknown): VaultUnavailable {
  const code = codeOf(error);
  const why =
    code === 404
      ? `there is no bucket ${bucket}. Create it in the Firebase console, or correct FIREBASE_STORAGE_BUCKET.`
      : code === 401 || code === 403
        ? `the bucket ${bucket} does not let the bot in. Give its service account the role Storage Object Admin.`
        : `the bucket ${bucket} answered: ${error instanceof Error ? error.message : String(error)}`;
  return new VaultUnavailable(why, { cause: error });
}
