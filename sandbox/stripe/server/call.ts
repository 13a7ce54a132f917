import type { World } from '../model/world.ts';
import type { FormValue } from './form.ts';

/** A call of the API, as the routes see it. */
export interface Call {
  readonly world: World;
  /** What stood for `:id` in the route. */
  readonly id: string;
  /** The body of a POST, the query of a GET. */
  readonly params: Readonly<Record<string, FormValue>>;
}

/** Answers one kind of call with an object; throws StripeRefusal to refuse. */
export type Handler = (call: Call) => object;

/** Handlers by `METHOD /path/:id`. */
export type Routes = Readonly<Record<string, Handler>>;
