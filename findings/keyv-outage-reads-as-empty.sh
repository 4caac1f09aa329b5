#!/usr/bin/env bash
# What: Keyv 5.6.0 over an adapter whose database is away (its get() rejects).
# Guess: keyv.get() rejects, or at least an 'error' event tells; nobody takes an outage for an empty database.
# Seen (2026-12-01, Node 20.20.2): get() and getMany() resolve to undefined and no event is emitted; only with throwOnErrors: true
#   get() rejects.
# Who meets it: whoever keeps visitors' assignments in Keyv. What reads as "never assigned" is decided anew, and what is written then
#   replaces what was stored. Our keyvStore reads through an object derived from the application's Keyv, with throwOnErrors set.
# Exit code: 0 while it is so, 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module","private":true}' >package.json
npm install --silent --no-audit --no-fund keyv@5.6.0
cat >run.mjs <<'JS'
import { Keyv } from 'keyv';

const away = {
  opts: {},
  get: () => Promise.reject(new Error('the database is away')),
  set: () => Promise.resolve(true),
  delete: () => Promise.resolve(true),
  clear: () => Promise.resolve(),
};
const read = async (options) => {
  const keyv = new Keyv({ store: away, ...options });
  let events = 0;
  keyv.on('error', () => events++);
  const told = await keyv.get('a').then(
    (value) => `resolves to ${value}`,
    (error) => `rejects: ${error.message}`,
  );
  return `${told}; error events: ${events}`;
};
const byDefault = await read({});
const throwing = await read({ throwOnErrors: true });
console.log('by default:          ', byDefault);
console.log('throwOnErrors: true: ', throwing);
const asSeen = byDefault === 'resolves to undefined; error events: 0' && throwing.startsWith('rejects');
console.log(asSeen ? 'as seen: an outage reads as empty' : 'CHANGED');
process.exitCode = asSeen ? 0 : 1;
JS
node run.mjs
