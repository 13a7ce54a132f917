/** The time, as a port, so that rules and tests can say when it is. */
export interface Clock {
  now(): Date;
}

/** Waiting, as a port, so that tests can let hours pass at once. */
export interface Timer {
  /** Runs `action` once after `waitMs`; returns what cancels it. */
  after(waitMs: number, action: () => void): () => void;
}
