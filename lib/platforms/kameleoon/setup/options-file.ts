import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { describeValue, kindOfValue } from '../../../platform-kit/describe-value.js';
import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import { parseGoDuration } from './go-duration.js';
import type { KameleoonOptions } from './kameleoon.options.js';

/** An option as the vendor's files call it, and what it becomes. */
interface Entry {
  readonly type: 'string' | 'number' | 'duration';
  readonly read: (value: never) => Partial<KameleoonOptions>;
}

const MINUTE_MS = 60_000;

const text = (read: (value: string) => Partial<KameleoonOptions>): Entry => ({ type: 'string', read });
const amount = (read: (value: number) => Partial<KameleoonOptions>): Entry => ({ type: 'number', read });
const span = (read: (value: number) => Partial<KameleoonOptions>): Entry => ({ type: 'duration', read });

const WANTED: Readonly<Record<Entry['type'], string>> = {
  string: 'a text',
  number: 'a number above 0',
  duration: 'a span of time above 0 such as "90s" or "1h30m"',
};

const ENTRIES: ReadonlyMap<string, Entry> = new Map([
  ['site_code', text((siteCode) => ({ siteCode }))],
  ['client_id', text((clientId) => ({ clientId }))],
  ['client_secret', text((clientSecret) => ({ clientSecret }))],
  ['environment', text((environment) => ({ environment }))],
  ['top_level_domain', text((topLevelDomain) => ({ topLevelDomain }))],
  ['network_domain', text((networkDomain) => ({ networkDomain }))],
  ['refresh_interval_minute', amount((minutes) => ({ refreshIntervalMs: minutes * MINUTE_MS }))],
  ['session_duration_minute', amount((minutes) => ({ visitors: { idleMs: minutes * MINUTE_MS } }))],
  ['default_timeout_millisecond', amount((timeoutMs) => ({ timeoutMs }))],
  ['tracking_interval_millisecond', amount((flushIntervalMs) => ({ events: { flushIntervalMs } }))],
  // As the vendor's Go SDK calls and writes them.
  ['refresh_interval', span((refreshIntervalMs) => ({ refreshIntervalMs }))],
  ['session_duration', span((idleMs) => ({ visitors: { idleMs } }))],
  ['default_timeout', span((timeoutMs) => ({ timeoutMs }))],
  ['tracking_interval', span((flushIntervalMs) => ({ events: { flushIntervalMs } }))],
]);

/** Of other SDKs of the vendor; they say nothing about this one. */
const IGNORED: ReadonlySet<string> = new Set([
  'actions_configuration_refresh_interval',
  'multi_threading',
  'network',
  'proxy_host',
  'proxy_url',
  'verbose_mode',
]);

/**
 * Reads options from a YAML file as the vendor's server SDKs have them. Keys: `client_id`, `client_secret`, `site_code`,
 * `environment`, `top_level_domain`, `network_domain`, `refresh_interval_minute`, `session_duration_minute`,
 * `default_timeout_millisecond` and `tracking_interval_millisecond`; for the last four also the Go SDK's `refresh_interval`,
 * `session_duration`, `default_timeout` and `tracking_interval`, with a unit (`1h30m`, `500ms`). Empty ones count as absent.
 *
 * @throws TypeError when the file cannot be read, is no YAML, or has a key or value that makes no sense; no value that may be a
 * secret is shown
 */
export function readOptionsFile(path: string): Partial<KameleoonOptions> {
  const settings = parse(read(path), path) ?? {};
  if (!isJsonObject(settings)) {
    throw new TypeError(
      `Expected ${path} to hold options such as "client_id: ...", got ${kindOfValue(settings)}.`,
    );
  }
  let options: Partial<KameleoonOptions> = {};
  for (const name of Object.keys(settings)) {
    const value = own(settings, name);
    if (value === null || value === '' || IGNORED.has(name)) continue;
    options = { ...options, ...convert(name, value, path) };
  }
  return options;
}

/** Options with those of the file in them. What is given wins, one by one. */
export function withOptionsFile(given: KameleoonOptions): KameleoonOptions {
  if (given.configFile === undefined) return given;
  const file = readOptionsFile(given.configFile);
  const own = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...file,
    ...Object.fromEntries(own),
    configFile: undefined,
    visitors: { ...file.visitors, ...given.visitors },
    events: given.events === false ? false : { ...file.events, ...given.events },
  };
}

function convert(name: string, value: unknown, path: string): Partial<KameleoonOptions> {
  const entry = ENTRIES.get(name);
  if (entry === undefined) {
    throw new TypeError(
      `Expected ${path} to hold options, got the unknown "${name}". Known are ${[...ENTRIES.keys()].join(', ')}.`,
    );
  }
  const given = readValue(entry.type, value);
  if (given !== null) return entry.read(given as never);
  // A text may be a secret.
  const came = typeof value === 'number' ? describeValue(value) : kindOfValue(value);
  throw new TypeError(`Expected ${name} in ${path} to be ${WANTED[entry.type]}, got ${came}.`);
}

/** Null for what does not fit. An id of digits only is a number to YAML. */
function readValue(type: Entry['type'], value: unknown): string | number | null {
  switch (type) {
    case 'string':
      return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    case 'number':
      return typeof value === 'number' && value > 0 ? value : null;
    case 'duration':
      return typeof value === 'string' ? parseGoDuration(value) : null;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code = 'unknown reason' } = cause as NodeJS.ErrnoException;
    throw new TypeError(`Expected configFile to be a file that can be read, got ${path}: ${code}.`, {
      cause,
    });
  }
}

/** YAML's own message may quote the file, which has a secret: only the position is told. */
function parse(source: string, path: string): unknown {
  const { parseDocument } = loadYaml();
  const document = parseDocument(source, { logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem === undefined) return document.toJS({ maxAliasCount: 100 }) as unknown;
  const line = problem.linePos?.[0].line;
  throw new TypeError(
    `Expected ${path} to be YAML, got something else${line === undefined ? '' : ` in line ${line}`} (${problem.code}).`,
  );
}

/** Synchronously, as options are needed when the module is declared. */
function loadYaml(): typeof Yaml {
  try {
    return createRequire(import.meta.url)('yaml') as typeof Yaml;
  } catch (cause) {
    const message =
      'Reading configFile needs the package "yaml", which could not be loaded. Run: npm install yaml';
    throw new TypeError(message, { cause });
  }
}
