// Installs the packed tarball into empty projects, as a user would, and sees whether it works there:
//   1. a Nest application (.ci/smoke-app) is built, started, asked one question, and shut down by SIGTERM;
//   2. a plain script uses ./engine and ./growthbook where no peer is installed at all.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const PEERS = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/schedule',
  'class-transformer',
  'class-validator',
  'reflect-metadata',
  'rxjs',
];
const TOOLS = ['typescript', '@types/node', '@types/express'];
const DEADLINE_MS = 60_000;

function run(cwd, command, ...args) {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
}

const TARBALL = join(root, '.build/package.tgz');
if (!existsSync(TARBALL))
  throw new Error('There is no .build/package.tgz: run `npm run build && npm run check:package` first.');

function project(folder, extra = []) {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'smoke', private: true, type: 'module' }),
  );
  run(
    folder,
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
    ...extra,
    TARBALL,
  );
}

function expectEqual(what, actual, expected) {
  if (actual !== expected)
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

async function askOnce(port) {
  const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(10_000) });
  expectEqual('status', response.status, 200);
  const answer = await response.json();
  console.log('answer', answer, response.headers.getSetCookie());
  expectEqual('greeting', answer.greeting, 'hello');
  expectEqual('known', answer.known, true);
  if (!['red', 'blue'].includes(answer.colour))
    throw new Error(`colour: expected red or blue, got ${answer.colour}`);
  // The visitor, and when their cookie was set.
  expectEqual('visitor cookies', response.headers.getSetCookie().length, 2);
}

async function nestApplication(folder) {
  cpSync(join(root, '.ci/smoke-app'), folder, { recursive: true });
  project(
    folder,
    [...PEERS, ...TOOLS].map((name) => `${name}@${devDependencies[name]}`),
  );
  run(folder, 'npx', '--no-install', 'tsc', '-p', '.');

  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const exited = once(child, 'exit');
  try {
    let port;
    for await (const line of createInterface({ input: child.stdout })) {
      console.log(`  ${line}`);
      port = /^listening (\d+)$/.exec(line)?.[1];
      if (port !== undefined) break;
    }
    if (port === undefined) throw new Error('The application ended before it listened.');
    await askOnce(port);
    child.stdout.resume();
    child.kill('SIGTERM');
    const [code, signal] = await exited;
    // Nest ends by sending itself the signal again once its hooks have run.
    if (code !== 0 && signal !== 'SIGTERM') throw new Error(`The application ended with ${code ?? signal}.`);
  } finally {
    clearTimeout(deadline);
    child.kill('SIGKILL');
  }
}

function plainScript(folder) {
  project(folder, ['--legacy-peer-deps']);
  expectEqual(
    'packages installed',
    readdirSync(join(folder, 'node_modules'))
      .filter((n) => !n.startsWith('.'))
      .join(),
    // Luxon and its types come with cron.
    '@types,cron,lru-cache,luxon,nestjs-experimentation',
  );
  const script = `import * as engine from 'nestjs-experimentation/engine';
    if (typeof engine.evaluate !== 'function' || typeof engine.compileGrowthbook !== 'function') throw new Error('evaluate or compileGrowthbook is missing');
    const { growthbook, growthbookSink } = await import('nestjs-experimentation/growthbook');
    const platform = await growthbook({ payload: { features: { a: { defaultValue: 1 } } } }).load();
    const program = await platform.compile({ features: { a: { defaultValue: 1 } } });
    if (program.flags.size !== 1 || growthbookSink({ clientKey: 'sdk-1' }).name !== 'growthbook') throw new Error('./growthbook does not work');
    console.log('./engine works alone:', Object.keys(engine).length, 'names');`;
  run(folder, process.execPath, '--input-type=module', '--eval', script);
}

async function inEmptyFolder(check) {
  const folder = mkdtempSync(join(tmpdir(), 'experimentation-smoke-'));
  try {
    await check(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await inEmptyFolder(plainScript);
await inEmptyFolder(nestApplication);
console.log('smoke: passed');
