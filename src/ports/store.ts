import type { z } from 'zod';

export { cursorAt } from './cursor.ts';

/*
 * The store port: documents at slash-separated paths, as in Cloud Firestore, small enough that an
 * embedded SQLite file and Firestore behave the same.
 *
 *   path        "guilds/1/orders/A1": collection and document ids in turn
 *   template    "guilds/{guildId}/orders/{orderId}": what the paths of one collection look like
 *   parent      "guilds/1": the document a collection hangs from; "" for a top-level collection
 *   group scope a query over one collection's documents under every parent
 */

declare const documentType: unique symbol;

/** The path of one document, typed by the document that lives there. Made by `Collection.path`. */
export type Path<T> = string & { readonly [documentType]?: T };

/** Names of the fields of a document, index signatures left out. */
export type FieldOf<T> = keyof {
  [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K];
} &
  string;

/**
 * One way in which a collection may be asked: documents that match every field of `where` by equality,
 * ordered by `orderBy` (the document id breaks ties, in the same direction).
 * At most one field of `where` may hold an array; then it matches documents whose array contains any of
 * the asked values (`contains`). `orderBy` may also carry a range, and must be required and never null.
 */
export interface Index<T> {
  /** SQLite keeps them in this order. First those that tell documents apart best and seldom change: updates cost less. */
  readonly where: readonly FieldOf<T>[];
  readonly orderBy: FieldOf<T>;
  /** 'parent' (the default) serves queries under one parent, 'group' those over every parent. */
  readonly scope?: 'parent' | 'group';
  /** In which directions it may be asked; both by default. Each costs Firestore an index of its own. */
  readonly directions?: readonly Direction[];
  /**
   * Fields of `where` that change often and tell documents apart badly, such as a status. SQLite looks at them along the
   * way instead of keeping documents by them: changing one then moves nothing in this index, and asking for what is rare
   * takes a walk over all that the other fields leave.
   */
  readonly filtered?: readonly FieldOf<T>[];
  /** Required numeric fields that `sum` may add up over this index. */
  readonly sums?: readonly FieldOf<T>[];
}

/** In which direction a query's order runs. */
export type Direction = 'ascending' | 'descending';

/** A collection, declared once: where it lives, what fits in it, how it may be asked. */
export interface Collection<T> {
  readonly template: string;
  /** The last collection segment of the template; unique among all collections. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly indexes: readonly Index<T>[];
  /** The path of one document; one id per `{placeholder}` of the template, in order. Throws on an id no engine takes. */
  path(...ids: string[]): Path<T>;
  /** The parent path for queries; one id per placeholder but the last. */
  parent(...ids: string[]): string;
}

/** A collection of whatever documents: what an engine is opened with. */
export interface AnyCollection {
  readonly template: string;
  readonly name: string;
  readonly schema: z.ZodType;
  readonly indexes: readonly AnyIndex[];
}

/** `Index` with its field names as plain strings. */
export interface AnyIndex {
  readonly where: readonly string[];
  readonly orderBy: string;
  readonly scope?: 'parent' | 'group';
  readonly directions?: readonly Direction[];
  readonly filtered?: readonly string[];
  readonly sums?: readonly string[];
}

/** A document with the path it was read from. */
export interface Found<T> {
  readonly path: Path<T>;
  readonly id: string;
  readonly data: T;
}

/** A value that may be compared in a query. */
export type Scalar = string | number | boolean | Date;

/**
 * `equals`, `in` (any of the values) and `contains` (an array field that holds any of the values) need an index's
 * `where`; the others its `orderBy`. Only one filter of a query may hold several values, at most 30.
 */
export type Filter<T> =
  | { readonly field: FieldOf<T>; readonly is: 'equals'; readonly value: Scalar }
  | { readonly field: FieldOf<T>; readonly is: 'in'; readonly values: readonly Scalar[] }
  | { readonly field: FieldOf<T>; readonly is: 'contains'; readonly values: readonly string[] }
  | { readonly field: FieldOf<T>; readonly is: 'from' | 'after' | 'to' | 'before'; readonly value: Scalar };

/** Where a page ended: an opaque, URL-safe string that holds the last document's order value and path. `cursorAt` makes one. */
export type Cursor = string & { readonly cursor?: never };

/** A question to one collection. It must match a declared index; otherwise the adapter throws. */
export interface Query<T> {
  readonly from: Collection<T>;
  /** Path of the parent document; left out, every parent is asked (needs an index with group scope; a top-level collection has but one parent). */
  readonly parent?: string;
  readonly where?: readonly Filter<T>[];
  readonly orderBy: { readonly field: FieldOf<T>; readonly direction: Direction };
  readonly limit: number;
  readonly after?: Cursor;
  /** Names what does not fit its schema in the page, instead of throwing Misfit because of it. */
  readonly listsUnfit?: boolean;
}

/** A question to count or sum: at most `limit` documents are looked at. */
export type Tally<T> = Omit<Query<T>, 'limit' | 'after' | 'listsUnfit'> & { readonly limit?: number };

/** A document that a query found and that does not fit its collection's schema. */
export interface Unfit {
  readonly path: string;
  readonly id: string;
  /** Its place among all that the page found, from 0. */
  readonly place: number;
  /** What its field is that the query is ordered by. */
  readonly orderedBy: Scalar;
  readonly misfit: Misfit;
}

/** One page of a query's answer. */
export interface Page<T> {
  readonly docs: readonly Found<T>[];
  /** What was found and can't be read, where the query asks for it and there is any. */
  readonly unfit?: readonly Unfit[];
  /** There when more documents follow. */
  readonly next?: Cursor;
}

/** What can be read by path, in a transaction or outside of one. */
export interface Reads {
  /** The document, or undefined. Throws Misfit when what is stored does not fit the collection's schema. */
  get<T>(path: Path<T>): Promise<T | undefined>;
  getAll<T>(paths: readonly Path<T>[]): Promise<(T | undefined)[]>;
}

/**
 * Reads come before writes; writes are buffered and applied together after the body returns.
 * One write per path. A call after the body ended throws.
 */
export interface Transaction extends Reads {
  /** Fails the whole commit with AlreadyExists when the path is taken at commit. */
  create<T>(path: Path<T>, document: T): void;
  /** Writes the whole document, whether it existed or not. */
  put<T>(path: Path<T>, document: T): void;
  /** Deletes the document; a missing one is fine. */
  delete<T>(path: Path<T>): void;
}

/**
 * Documents with serialisable transactions.
 * Errors: AlreadyExists, Contention, Misfit, Unavailable; anything else is a bug.
 */
export interface Store extends Reads {
  /**
   * Runs `body`, then commits all of its writes or none. The body is run again when a document it read (or found
   * missing) has changed meanwhile, until the deadline; so it must have no effect but through `tx`.
   * Two bodies that both find something missing and create it never both commit.
   */
  transact<T>(body: (tx: Transaction) => Promise<T>): Promise<T>;
  query<T>(query: Query<T>): Promise<Page<T>>;
  count<T>(tally: Tally<T>): Promise<number>;
  /** Sum of a numeric field over the matching documents. */
  sum<T>(tally: Tally<T>, field: FieldOf<T>): Promise<number>;
  close(): Promise<void>;
}

/** A `create` met a document that is already there. Nothing of the commit was written. */
export class AlreadyExists extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`A document already exists at ${path}`);
    this.name = 'AlreadyExists';
    this.path = path;
  }
}

/** The transaction kept colliding with others until its deadline. Nothing was written. */
export class Contention extends Error {
  constructor(options?: ErrorOptions) {
    super('The transaction kept colliding with others and was given up', options);
    this.name = 'Contention';
  }
}

/** A document does not fit its collection's schema: on read, what is stored; on write, what was to be stored. */
export class Misfit extends Error {
  readonly path: string;
  readonly field: string;
  constructor(path: string, field: string, why: string) {
    super(`The document at ${path} does not fit its schema: ${field === '' ? why : `${field}: ${why}`}`);
    this.name = 'Misfit';
    this.path = path;
    this.field = field;
  }
}

/** The store can't be reached, is locked, full or broken. After a commit the outcome may be unknown. */
export class Unavailable extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(`The store is unavailable: ${why}`, options);
    this.name = 'Unavailable';
  }
}
