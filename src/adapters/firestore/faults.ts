import { Contention, Unavailable } from '../../ports/store.ts';

// gRPC status codes.
const invalidArgument = 3;
const alreadyExists = 6;
const failedPrecondition = 9;
const aborted = 10;
// cancelled, unknown, deadline exceeded, resource exhausted, internal, unavailable, unauthenticated: as the SDK's own
// transactions, ours try again after these.
const passing = new Set([1, 2, 4, 8, 13, 14, 16]);
// not found (the database), permission denied, out of range, unimplemented, data loss
const lasting = new Set([5, 7, 11, 12, 15]);

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;

/** Whether a `create` met a document that is there. */
export const isAlreadyExists = (error: unknown): boolean => codeOf(error) === alreadyExists;

/** Whether transactions got in each other's way. */
export function isCollision(error: unknown): boolean {
  const code = codeOf(error);
  if (code === aborted || code === 409) return true;
  return code === invalidArgument && error instanceof Error && /transaction has expired/.test(error.message);
}

/** Whether running the transaction again may help. */
export const isWorthRetrying = (error: unknown): boolean =>
  isCollision(error) || passing.has(codeOf(error) ?? -1);

/** What callers see of an error of the SDK: Contention or Unavailable; otherwise the error itself, which is a bug. */
export function asStoreError(error: unknown): unknown {
  if (isCollision(error)) return new Contention({ cause: error });
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return error;
  if (code === failedPrecondition)
    return new Unavailable(`Firestore refuses (are the indexes deployed?): ${error.message}`, {
      cause: error,
    });
  if (passing.has(code) || lasting.has(code))
    return new Unavailable(`Firestore answered: ${error.message}`, { cause: error });
  return error;
}

/** Rejects with what `late` gives when `work` takes longer. The work itself can't be stopped; its end is ignored. */
export async function withDeadline<T>(
  deadlineMs: number,
  work: Promise<T>,
  late: () => Error = () => new Unavailable(`Firestore did not answer within ${deadlineMs} ms`),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
