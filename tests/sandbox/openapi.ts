import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Exchange } from '../../sandbox/index.ts';

/** Where Discord's official API description is found, when it is there. */
export const OPENAPI_FILE = new URL('../../../shared/specs/discord-openapi.json', import.meta.url);

/** Whether it is there. */
export const hasOpenApi = existsSync(OPENAPI_FILE);

type Node = Record<string, unknown>;

/** What Discord takes although its description doesn't say so. */
const UNDESCRIBED = { tts: {}, enforce_nonce: {}, nonce: {}, animated: {} };

/** Holds exchanges to Discord's API description. */
export class OpenApiCheck {
  readonly problems: string[] = [];
  /** How many bodies were checked, by `METHOD /path request` or `… response`. */
  readonly checked = new Map<string, number>();
  readonly #document: Node;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  constructor() {
    // Reference data of a known form; what is wrong in it shows as a failing lookup below.
    this.#document = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8')) as Node;
    tighten(this.#document, false);
    // `addFormats` is a CommonJS default export, which the types put one level deeper.
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    // In requests the index of an uploaded file stands for its id.
    this.#ajv.addFormat('snowflake', /^(\d|\d{17,19})$/);
    this.#ajv.addFormat('nonce', true);
    this.#ajv.addSchema({ $id: 'discord', ...this.#document });
  }

  /** Notes in `problems` what of an exchange Discord's description doesn't allow. */
  observe(exchange: Exchange): void {
    const path = this.#pathOf(exchange.path);
    if (!path) {
      if (exchange.route) this.problems.push(`${exchange.path}: not described by Discord`);
      return;
    }
    const at = ['paths', path, exchange.method.toLowerCase()];
    if (exchange.requestBody !== undefined && exchange.status < 400) {
      this.#check(`${exchange.method} ${path} request`, [...at, 'requestBody'], exchange.requestBody);
    }
    if (exchange.responseBody === undefined) return;
    const status = exchange.status >= 400 ? '4XX' : String(exchange.status);
    this.#check(`${exchange.method} ${path} response`, [...at, 'responses', status], exchange.responseBody);
  }

  #check(what: string, at: readonly string[], body: unknown): void {
    const validate = this.#schemaAt(at);
    if (!validate) {
      this.problems.push(`${what}: not described by Discord (${at.at(-1)})`);
      return;
    }
    this.checked.set(what, (this.checked.get(what) ?? 0) + 1);
    if (validate(body)) return;
    const errors = (validate.errors ?? []).map((error) => {
      const extra = JSON.stringify(error.params);
      return `  ${error.instancePath} ${error.message} ${extra}`;
    });
    this.problems.push(
      `${what}:\n${errors.slice(0, 12).join('\n')}\n  in ${JSON.stringify(body).slice(0, 600)}`,
    );
  }

  #schemaAt(at: readonly string[]): ValidateFunction | undefined {
    const key = at.join(' ');
    if (this.#compiled.has(key)) return this.#compiled.get(key);
    let full = [...at];
    let node = lookUp(this.#document, full);
    if (typeof node?.$ref === 'string') {
      full = node.$ref.slice(2).split('/');
      node = lookUp(this.#document, full);
    }
    full.push('content', 'application/json', 'schema');
    const pointer = full.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = lookUp(this.#document, full)
      ? this.#ajv.compile({ $ref: `discord#/${pointer.join('/')}` })
      : undefined;
    this.#compiled.set(key, validate);
    return validate;
  }

  /** The described path that a real one meets; literal parts such as `@original` go first. */
  #pathOf(path: string): string | undefined {
    const given = path.split('/');
    const fitting = Object.keys(this.#document.paths as Node).filter((candidate) => {
      const parts = candidate.split('/');
      const fits = (part: string, index: number) => part.startsWith('{') || part === given[index];
      return parts.length === given.length && parts.every(fits);
    });
    return fitting.sort((a, b) => a.split('{').length - b.split('{').length)[0];
  }
}

function lookUp(node: Node | undefined, at: readonly string[]): Node | undefined {
  return at.reduce<Node | undefined>((inner, key) => inner?.[key] as Node | undefined, node);
}

/** Lets no unknown field pass, and takes a value that fits several alternatives. */
function tighten(node: unknown, inAllOf: boolean): void {
  if (Array.isArray(node)) {
    for (const entry of node) tighten(entry, inAllOf);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Node;
  for (const [key, value] of Object.entries(schema)) tighten(value, key === 'allOf');
  if (schema.oneOf) {
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  }
  const properties = schema.properties as Node | undefined;
  if (properties && schema.type === 'object' && !inAllOf && schema.additionalProperties === undefined) {
    Object.assign(properties, { ...UNDESCRIBED, ...properties });
    schema.additionalProperties = false;
  }
  // Permission bits travel as strings, whatever the description says.
  for (const key of ['default_member_permissions', 'permissions', 'allow', 'deny']) {
    if (properties && key in properties) properties[key] = { type: ['string', 'integer', 'null'] };
  }
}
