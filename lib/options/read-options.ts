import { plainToInstance } from 'class-transformer';
import { ExperimentationRules } from './experimentation.rules.js';
import {
  CronRefreshRules,
  EventsRules,
  ExposuresRules,
  GatesRules,
  IntervalRefreshRules,
  ShutdownRules,
  SnapshotFileRules,
  StartupRules,
} from './runtime.rules.js';
import { OverridesRules } from './overrides.rules.js';
import { hasMethods, isPlainObject } from './shape.js';
import {
  CookieSignatureRules,
  QueryParameterRules,
  VisitorCookieRules,
  VisitorRules,
} from './visitor.rules.js';

type Read = (value: unknown) => unknown;

/** The options that are groups of options, and what they are read as. */
const SECTIONS: ReadonlyMap<string, Read> = new Map<string, Read>([
  [
    'refresh',
    (value) => data(isPlainObject(value) && 'cron' in value ? CronRefreshRules : IntervalRefreshRules, value),
  ],
  ['startup', (value) => data(StartupRules, value)],
  ['snapshot', (value) => (hasMethods(value, 'load', 'save') ? value : data(SnapshotFileRules, value))],
  ['events', (value) => data(EventsRules, value)],
  ['exposures', (value) => data(ExposuresRules, value)],
  ['gates', (value) => data(GatesRules, value)],
  ['overrides', (value) => data(OverridesRules, value)],
  ['shutdown', (value) => data(ShutdownRules, value)],
  ['visitor', (value) => members(VisitorRules, value, VISITOR_SECTIONS)],
]);

const VISITOR_SECTIONS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['cookie', (value) => members(VisitorCookieRules, value, COOKIE_SECTIONS)],
  ['queryParameter', (value) => data(QueryParameterRules, value)],
]);

const COOKIE_SECTIONS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['signed', (value) => data(CookieSignatureRules, value)],
]);

/** Copies what the application gave into objects that can be checked. The application's are never changed. */
export function readOptions(given: Record<string, unknown>): ExperimentationRules {
  return members(ExperimentationRules, given, SECTIONS) as ExperimentationRules;
}

/** A group that is plain data through and through. */
function data(rules: new () => object, value: unknown): unknown {
  return isPlainObject(value) ? plainToInstance(rules, value) : value;
}

/** A group that may hold functions and instances, which are taken as they are. */
function members<T extends object>(
  rules: new () => T,
  value: unknown,
  sections: ReadonlyMap<string, Read>,
): unknown {
  if (!isPlainObject(value)) return value;
  const read = new rules() as Record<string, unknown>;
  for (const name of Object.keys(value)) {
    const member = value[name];
    Object.defineProperty(read, name, {
      value: sections.get(name)?.(member) ?? member,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return read;
}
