/** The whole order desk in a browser, with no account: `npm run playground`. */
import { parseArgs } from 'node:util';
import { freePort } from '../sandbox/freePort.ts';
import { FolderInUse } from './server/folderLock.ts';
import { startPlayground } from './start.ts';

const USUAL_PORT = 4747;

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    data: { type: 'string', default: 'data/playground' },
    port: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run playground -- [--fresh] [--port ${USUAL_PORT}] [--data data/playground]

  --fresh  forget what was kept and begin anew
  --port   where the page is; another one is taken when ${USUAL_PORT} is in use
  --data   the folder where everything is kept`);
} else if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) {
  process.stderr.write('--port takes a number, such as 4747.\n');
  process.exitCode = 1;
} else {
  await run();
}

async function run(): Promise<void> {
  const startedAtMs = Date.now();
  const port = values.port === undefined ? await freePort(USUAL_PORT) : Number(values.port);
  const playground = await startPlayground({
    folder: values.data,
    fresh: values.fresh,
    port,
    tell: (line) => console.log(line),
  }).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken && !(error instanceof FolderInUse)) throw error;
    process.stderr.write(
      `${isTaken ? `Port ${port} is in use. Give another one with --port.` : error.message}\n`,
    );
    process.exitCode = 1;
  });
  if (playground === undefined) return;
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`
The playground is ready, after ${seconds} seconds:

    ${playground.address}

Ctrl+C ends it; the next start goes on where it was, and --fresh begins anew.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void playground.close().then(() => process.exit(0)));
  }
}
