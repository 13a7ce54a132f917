/** One call of a client to a local payment provider. */
export interface JournalEntry {
  readonly atMs: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** The provider's idempotency header, if the call had one. */
  readonly idempotencyKey: string | undefined;
  /** As it came. */
  readonly body: string;
  /** What the client was answered; undefined while it waits, and if it got no answer. */
  status?: number;
  /** Answered from an earlier call with the same idempotency key: nothing was applied. */
  replayed?: boolean;
  /** The fault it met. */
  fault?: string;
}

/** What a local payment provider was asked, oldest first, for tests to count. */
export class Journal {
  readonly entries: JournalEntry[] = [];

  /** The calls that fit: `calls('POST /v1/refunds')`, or a test of `METHOD /path`. */
  calls(matcher: string | RegExp): readonly JournalEntry[] {
    return this.entries.filter(({ method, path }) => {
      const call = `${method} ${path}`;
      return typeof matcher === 'string' ? call === matcher : matcher.test(call);
    });
  }

  /** Forgets what was asked so far. */
  clear(): void {
    this.entries.length = 0;
  }
}
