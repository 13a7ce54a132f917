import type { Json } from '../model/types.ts';
import { DiscordError } from './errors.ts';

/** Where in a body a value stands. */
export type Path = readonly (string | number)[];

interface ErrorTree {
  [key: string]: ErrorTree | { code: string; message: string }[];
}

/** What may be asked of a text, in UTF-16 units (the strictest way to count); `required` defaults to false. */
export interface TextRule {
  min?: number;
  max?: number;
  required?: boolean;
}

/**
 * Reads an untrusted body, collecting everything that is wrong, and refuses it with 50035 and the
 * nested `errors` that Discord sends. What is wrong reads as absent, so checks can go on.
 */
export class Form {
  #errors: ErrorTree = {};
  #failed = false;
  #at: Path;

  /** `at` says where in the whole body the read value stands. */
  constructor(at: Path = []) {
    this.#at = at;
  }

  /** Notes that the value at `path` is wrong. */
  fail(path: Path, code: string, message: string): void {
    this.#failed = true;
    let node = this.#errors;
    for (const key of [...this.#at, ...path]) {
      const next = node[key];
      const child: ErrorTree = next && !Array.isArray(next) ? next : {};
      node[key] = child;
      node = child;
    }
    const list = Array.isArray(node._errors) ? node._errors : [];
    node._errors = [...list, { code, message }];
  }

  /** Throws 50035 if anything was wrong. */
  refuse(): void {
    if (this.#failed) throw new DiscordError(400, 50035, 'Invalid Form Body', { errors: this.#errors });
  }

  /** Whether anything was wrong so far. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Notes that a required value is missing. */
  missing(path: Path): void {
    this.fail(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  /** A text of the allowed length, or undefined. */
  text(value: unknown, path: Path, rule: TextRule = {}): string | undefined {
    if (value === undefined || value === null) {
      if (rule.required) this.missing(path);
      return undefined;
    }
    if (typeof value !== 'string') {
      this.fail(path, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.');
      return undefined;
    }
    const { min = 0, max } = rule;
    const length = value.length;
    // Discord trims before it judges, so blanks are as good as nothing.
    if (rule.required && min > 0 && value.trim() === '') {
      this.missing(path);
    } else if (max !== undefined && (length > max || length < min)) {
      if (min > 0) {
        this.fail(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
      } else {
        this.fail(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
      }
    }
    return value;
  }

  /** A list with an allowed number of entries; nothing reads as an empty list. */
  list(value: unknown, path: Path, limits: { min?: number; max?: number } = {}): unknown[] {
    const { min = 0, max = Number.POSITIVE_INFINITY } = limits;
    if (value !== undefined && value !== null && !Array.isArray(value)) {
      this.fail(path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
      return [];
    }
    const list: unknown[] = Array.isArray(value) ? value : [];
    if (list.length < min || list.length > max) {
      if (min > 0) {
        this.fail(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
      } else {
        this.fail(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
      }
    }
    return list;
  }

  /** An object; anything else is wrong and reads as an empty one. */
  object(value: unknown, path: Path): Json {
    if (isJson(value)) return value;
    this.fail(path, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
    return {};
  }

  /** A whole number within bounds, or undefined. */
  integer(value: unknown, path: Path, limits: { min?: number; max?: number } = {}): number | undefined {
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      this.fail(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
      return undefined;
    }
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits;
    if (number < min) {
      this.fail(path, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
    } else if (number > max) {
      this.fail(path, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
    }
    return number;
  }

  /** One of the allowed values, or undefined. */
  choice<T extends string | number>(value: unknown, path: Path, allowed: readonly T[]): T | undefined {
    if (value === undefined || value === null) return undefined;
    const found = allowed.find((entry) => entry === value);
    if (found === undefined) {
      this.fail(path, 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
    }
    return found;
  }

  /** An id, or undefined. */
  id(value: unknown, path: Path): string | undefined {
    if (value === undefined || value === null) return undefined;
    const text = String(value);
    if (/^\d{1,20}$/.test(text)) return text;
    this.fail(path, 'NUMBER_TYPE_COERCE', `Value "${text}" is not snowflake.`);
    return undefined;
  }
}

/** Whether a parsed JSON value is an object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
