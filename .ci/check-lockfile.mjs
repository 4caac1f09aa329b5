// A lockfile with addresses would tie `npm ci` to the registry of the machine that wrote it.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const withAddress = Object.entries(lock.packages).filter(([, entry]) => 'resolved' in entry);
const withoutHash = Object.entries(lock.packages).filter(
  ([path, entry]) => path !== '' && !entry.link && !entry.integrity,
);
for (const [path] of withAddress) console.error(`package-lock.json: ${path} has a "resolved" address`);
for (const [path] of withoutHash) console.error(`package-lock.json: ${path} has no "integrity"`);
if (withAddress.length + withoutHash.length > 0) {
  console.error(
    'Run `npm install --package-lock-only` with omit-lockfile-registry-resolved=true (see .npmrc).',
  );
  process.exitCode = 1;
} else {
  console.log(`package-lock.json: ${Object.keys(lock.packages).length} packages, no addresses`);
}
