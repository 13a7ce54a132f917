import type { Party } from './permissions.ts';

/** The means by which a status is entered. `/updateorder` is one of them; the others belong to their own use cases. */
export type Means =
  | 'add'
  | 'update'
  | 'payment'
  | 'assign'
  | 'start'
  | 'evidence'
  | 'review'
  | 'expiry'
  | 'dispute'
  | 'refund';

/** What must hold for a move besides who makes it. */
export type Condition = 'reason' | 'no worker' | 'evidence not required';

/** Names of colours; views know what they look like. */
export type ColourName =
  | 'grey'
  | 'blue'
  | 'teal'
  | 'amber'
  | 'violet'
  | 'indigo'
  | 'green'
  | 'orange'
  | 'slate'
  | 'red';

/** One way into a status. */
export interface Entry<Status extends string> {
  /** Statuses it may come from; 'open' stands for every status whose stage is open. */
  readonly from: readonly (Status | 'open')[];
  readonly by: readonly Party[];
  readonly means: Means;
  readonly needs?: readonly Condition[];
}

/**
 * Where a status stands in an order's life.
 * `unpaid`: nothing is owed yet. `open`: work goes on. `paused`: leaves to where it came from.
 * `ended`: no more work. `contested`: waits for a decision about it.
 */
export type Stage = 'unpaid' | 'open' | 'paused' | 'ended' | 'contested';

/** One status of a workflow: everything there is to know about it. */
export interface StatusRow<Status extends string> {
  readonly emoji: string;
  readonly colour: ColourName;
  /** How far along the work is, in steps; 'aside' when the order is off the path and a line of words serves better. */
  readonly step: number | 'aside';
  /** Named on the path of the card when an order is not itself at this step. */
  readonly milestone?: true;
  readonly stage: Stage;
  /** What the reader is told happens next. */
  readonly next: string;
  readonly enters: readonly Entry<Status>[];
}

/** A workflow: its statuses in the order in which people should see them, and the title its workers carry. */
export interface Workflow<Status extends string> {
  readonly workerTitle: string;
  readonly steps: number;
  readonly rows: { readonly [S in Status]: StatusRow<Status> };
}

/** Checks at compile time that every row names only statuses of the same table. */
export function defineWorkflow<Status extends string>(workflow: {
  readonly workerTitle: string;
  readonly steps: number;
  readonly rows: { readonly [S in Status]: StatusRow<NoInfer<Status>> };
}): Workflow<Status> {
  return workflow;
}
