import { posix } from 'node:path';

/** A file of the repository: its path from the root, with slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A rule over all files at once: what breaks it, a line each, beginning with the path. */
export type Rule = (sources: readonly Source[]) => string[];

const lineLimit = 400;

/** Code beside the bot: demo, measurements and tests may know everything. */
const beside = ['sandbox', 'playground', 'scripts', 'bench', 'tests'];

/**
 * What each area may import besides itself; `type` marks areas and packages of which only types may be taken.
 * Areas without `packages` may use any.
 */
const areas: Readonly<Record<string, { areas: readonly string[]; packages?: readonly string[] }>> = {
  domain: { areas: [], packages: ['zod', 'temporal-polyfill', 'node:crypto'] },
  ports: { areas: ['domain'], packages: ['zod', 'type discord.js'] },
  app: { areas: ['ports', 'domain'], packages: ['zod', 'node:crypto'] },
  views: { areas: ['type app', 'ports', 'domain'], packages: ['discord.js'] },
  adapters: { areas: ['ports', 'domain', 'log', 'type config'] },
  commands: { areas: ['app', 'views', 'ports', 'domain', 'log'] },
  events: { areas: ['commands', 'app', 'views', 'ports', 'domain', 'log'] },
  http: { areas: ['app', 'views', 'ports', 'domain', 'log'] },
  jobs: { areas: ['app', 'views', 'ports', 'domain', 'log'] },
  config: { areas: ['domain'] },
  log: { areas: ['type config'] },
  main: {
    areas: [
      'commands',
      'events',
      'http',
      'jobs',
      'app',
      'views',
      'adapters',
      'ports',
      'domain',
      'config',
      'log',
    ],
  },
};

/** `src/domain/money.ts` is in domain, `src/main.ts` in main, `commands/trackorder.ts` in commands. */
function areaOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' ? posix.basename(second, '.ts') : first;
}

interface Import {
  readonly from: string;
  /** `../domain/money.ts` made a path from the root; a package's name stays as it is. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
  /** Fetched when it is needed, with `import()`. */
  readonly late: boolean;
}

/** Biome keeps every import and re-export at the start of a line, and its source in single quotes. */
function importsOf({ path, text }: Source): Import[] {
  const statement = /^(?:import|export)(?:\s+([\w\s,{}*$]+?)\s+from)?\s*'([^']+)'/gm;
  const fixed = [...text.matchAll(statement)].map(([, names = '', to]) => {
    const listed = /^\{([^}]*)\}/.exec(names)?.[1];
    const eachIsType =
      listed?.split(',').every((name) => name.trim() === '' || /^\s*type\s/.test(name)) ?? false;
    return { to, typeOnly: /^type\b/.test(names) || eachIsType, late: false };
  });
  const late = [...text.matchAll(/\bimport\(\s*'([^']+)'/g)].map(([, to]) => ({
    to,
    typeOnly: false,
    late: true,
  }));
  return [...fixed, ...late].map(({ to = '', ...rest }) => {
    const isPackage = !to.startsWith('.');
    return { from: path, to: isPackage ? to : posix.join(posix.dirname(path), to), isPackage, ...rest };
  });
}

/** Imports point inward, and only `src/main.ts` and what stands beside the bot know adapters or the sandbox. */
export const importsPointInward: Rule = (sources) =>
  sources
    .filter(({ path }) => path.includes('/') && !beside.includes(areaOf(path)))
    .flatMap((source) => {
      const area = areaOf(source.path);
      const may = areas[area];
      if (may === undefined) return [`${source.path} is in no known area`];
      const isAllowed = ({ to, isPackage, typeOnly }: Import) => {
        const target = isPackage ? to : areaOf(to);
        const allowed = isPackage ? may.packages : [area, ...may.areas];
        return (
          allowed === undefined ||
          allowed.some(
            (name) =>
              target === name || target.startsWith(`${name}/`) || (typeOnly && `type ${target}` === name),
          )
        );
      };
      return importsOf(source)
        .filter((one) => !isAllowed(one))
        .map(({ to, typeOnly }) => `${source.path} imports ${to}${typeOnly ? ' (types)' : ''}`);
    });

/** No file needs itself when it is loaded, through whatever chain. Types are gone by then; late imports come after. */
export const noCircularImports: Rule = (sources) => {
  const edges = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter(({ isPackage, typeOnly, late }) => !isPackage && !typeOnly && !late)
        .map(({ to }) => to),
    ]),
  );
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start !== -1) problems.push([...trail.slice(start), path].join(' → '));
    if (start !== -1 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return problems;
};

const impure = new RegExp(
  [
    String.raw`\bDate\.now\b|\bnew Date\(\)|(?<!new )\bDate\(\)|\bTemporal\.Now\b|\bperformance\.`,
    String.raw`\bMath\.random\b|\brandom(?:UUID|Bytes|Int|Fill)|\bgetRandomValues\b`,
    String.raw`\bprocess\.|\bconsole\.|\bfetch\(|\bset(?:Timeout|Interval|Immediate)\b|\basync\b|\bawait\b`,
  ].join('|'),
);

/** The domain answers from what it is given: no clock, no chance, no input or output, no waiting. */
export const domainIsPure: Rule = (sources) =>
  sources
    .filter(({ path }) => areaOf(path) === 'domain')
    .flatMap(({ path, text }) => linesThatMatch({ path, text: withoutComments(text) }, impure));

/** A file longer than this does more than one thing. */
export const filesAreShort: Rule = (sources) =>
  sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > lineLimit)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${lineLimit}`);

/** Whatever the bot's files export says what it is for, right above. Re-exports say it at home. */
export const exportsAreDescribed: Rule = (sources) =>
  sources
    .filter(({ path }) => ['src', 'commands', 'events'].includes(path.split('/')[0] ?? ''))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) =>
        /^export (?!\*|\{|type \{)/.test(line) && !lines[index - 1]?.trimEnd().endsWith('*/')
          ? [`${path}:${index + 1} is not described: ${line}`]
          : [],
      );
    });

// Put together from parts, so that this file passes its own rules.
const leftovers = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);
const escapes = new RegExp(
  [
    `@ts${'-'}(?:ignore|nocheck|expect-error)`,
    `biome${'-'}ignore`,
    `\\bas ${'any'}\\b`,
    `\\b(?:test|describe|it)\\.${'only'}\\b`,
  ].join('|'),
);

/** Nothing is left for later in the code. */
export const nothingIsLeftOver: Rule = (sources) =>
  sources.flatMap((source) => linesThatMatch(source, leftovers));

/** The compiler, the linter and the test runner are never told to look away. */
export const nothingIsSilenced: Rule = (sources) =>
  sources.flatMap((source) => linesThatMatch(source, escapes));

/** Blanks comments that have their line to themselves; the numbers of the lines stay. */
function withoutComments(text: string): string {
  return text.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
}

function linesThatMatch({ path, text }: Source, forbidden: RegExp): string[] {
  return text.split('\n').flatMap((line, index) => {
    const found = forbidden.exec(line)?.[0];
    return found === undefined ? [] : [`${path}:${index + 1} has ${found}`];
  });
}
