/** Runs every benchmark of this folder, each in a process of its own: `npm run bench`, or `npm run bench -- events` for one. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const wanted = process.argv.slice(2);
const folder = import.meta.dirname;
const files = readdirSync(folder).filter((file) => file.endsWith('.bench.js'));
const chosen = files.filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));

if (chosen.length === 0) {
  console.error(`No benchmark is called ${wanted.join(' ')}; there are: ${files.join(', ') || 'none'}`);
  process.exitCode = 1;
}
for (const file of chosen) {
  console.log(`\n# ${file.replace('.bench.js', '')}`);
  const { status } = spawnSync(process.execPath, [...process.execArgv, join(folder, file)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
