import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'playground/page');

/**
 * Builds the page and says in which folder it is. What was built from the same files before is taken as it is. Rejects
 * when the page can't be built.
 */
export async function buildPage(): Promise<string> {
  const folder = join(ROOT, 'data/playground-page');
  const built = join(folder, hashOfSources());
  if (existsSync(built)) return built;
  // Only when it is needed: it takes a second to load.
  const { build } = await import('vite');
  const fresh = join(folder, `new-${process.pid}`);
  await build({
    configFile: false,
    root: PAGE,
    logLevel: 'warn',
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
  // Another start may have been quicker.
  if (existsSync(built)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, built);
  return built;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const pages = globSync('**/*.*', { cwd: PAGE }).map((path) => join(PAGE, path));
  const paths = [...pages, join(ROOT, 'playground/buildPage.ts'), join(ROOT, 'package-lock.json')];
  for (const path of paths.sort())
    hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}
