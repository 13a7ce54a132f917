/** The time, as a port, so that rules and tests can say when it is. */
export interface Clock {
  now(): Date;
}
