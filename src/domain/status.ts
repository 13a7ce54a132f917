import type { Party } from './permissions.ts';
import type { Condition, Means, Stage, StatusRow } from './workflow.ts';
import { service } from './workflows/service.ts';

/** Every workflow there is, by the name stored with an order. */
export const workflows = { service };

/** The name of a workflow, as stored with an order. */
export type WorkflowName = keyof typeof workflows;

/** A status: stored, chosen in commands and shown to people as one and the same string. */
export type Status = keyof (typeof workflows)[WorkflowName]['rows'];

/** All statuses, in the order in which people should see them. */
export const statuses: readonly Status[] = Object.values(workflows).flatMap((workflow) =>
  keysOf(workflow.rows),
);

/** The row of a status in the table of its workflow. */
export function rowOf(workflow: WorkflowName, status: Status): StatusRow<Status> {
  return workflows[workflow].rows[status];
}

/** The steps of the path as the card names them: each step's milestone, or the current status at its own step. */
export function pathOf(workflow: WorkflowName, current: Status): Status[] {
  const rows = workflows[workflow].rows;
  return keysOf(rows)
    .filter((status) => rows[status].milestone === true)
    .map((milestone) => (rows[milestone].step === rows[current].step ? current : milestone));
}

/** The statuses of any workflow that stand in one of these stages. */
export function statusesIn(...stages: readonly Stage[]): Status[] {
  return Object.values(workflows).flatMap(({ rows }) =>
    keysOf(rows).filter((status) => stages.includes(rows[status].stage)),
  );
}

/** One way forward: a status, who may take the order there, how, and what that needs. */
export interface Move {
  readonly to: Status;
  readonly by: readonly Party[];
  readonly means: Means;
  readonly needs: readonly Condition[];
}

/** What decides where an order may go: where it is, and where it was when it was put on hold or disputed. */
export interface Position {
  readonly workflow: WorkflowName;
  readonly status: Status;
  readonly heldFrom?: Status | undefined;
}

/** Every move that leads out of a position (conditions not yet checked), in the order of the table. */
export function movesFrom(position: Position): Move[] {
  const rows = workflows[position.workflow].rows;
  const here = rows[position.status];
  const moves = keysOf(rows).flatMap((to) =>
    rows[to].enters
      .filter((entry) =>
        entry.from.some((from) => from === position.status || (from === 'open' && here.stage === 'open')),
      )
      .map((entry) => ({ to, by: entry.by, means: entry.means, needs: entry.needs ?? [] })),
  );
  const { heldFrom } = position;
  if (heldFrom === undefined) return moves;
  if (here.stage === 'paused') return [{ to: heldFrom, by: ['staff'], means: 'update', needs: [] }, ...moves];
  if (here.stage !== 'contested' || heldFrom === 'Complete') return moves;
  return [{ to: heldFrom, by: ['staff', 'support', 'system'], means: 'dispute', needs: [] }, ...moves];
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  // Object.keys is typed string[] because objects may carry more than their type says; these literals do not.
  return Object.keys(record) as K[];
}
