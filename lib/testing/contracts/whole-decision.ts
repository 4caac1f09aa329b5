import assert from 'node:assert/strict';
import type { Cause, Decision, Program, Reason, Subject } from '../../engine/index.js';

const REASONS: Readonly<Record<Reason, true>> = {
  STATIC: true,
  DEFAULT: true,
  TARGETING_MATCH: true,
  SPLIT: true,
  CACHED: true,
  DISABLED: true,
  STALE: true,
  UNKNOWN: true,
  ERROR: true,
};

const CAUSES: Readonly<Record<Cause, true>> = {
  default: true,
  forced: true,
  rollout: true,
  split: true,
  'full-on': true,
  sticky: true,
  override: true,
  'query-override': true,
  'custom-assignment': true,
  whitelist: true,
  bandit: true,
  simulated: true,
  'not-targeted': true,
  'traffic-excluded': true,
  'group-excluded': true,
  holdout: true,
  'prerequisite-failed': true,
  'prerequisite-cycle': true,
  'not-running': true,
  disabled: true,
  'qa-mode': true,
  'missing-unit': true,
  'sticky-version-blocked': true,
  'unknown-variation': true,
  'consent-refused': true,
  'invalid-rule': true,
  quarantined: true,
  'unknown-flag': true,
  'not-ready': true,
  error: true,
};

/** A decision has every member, and each is of the kind that the rest of the module relies on. */
export function assertWhole(decision: Decision, flag: string): void {
  const { value, reason, cause, errorCode, errorMessage } = decision;
  assert.equal(decision.key, flag, 'A decision has the key that was asked for.');
  assert.notEqual(value, undefined, 'No value is null.');
  assert.equal(typeof decision.on, 'boolean');
  assert.ok(decision.variables instanceof Map, 'Variables are a Map.');
  assert.ok(Object.hasOwn(REASONS, reason), `There is no reason ${reason}.`);
  assert.ok(Object.hasOwn(CAUSES, cause), `There is no cause ${cause}.`);
  assert.equal(
    errorCode !== null,
    reason === 'ERROR',
    'An error code goes with the reason ERROR, and only with it.',
  );
  assert.equal(errorMessage !== null, errorCode !== null, 'An error code goes with a message.');
  for (const text of [decision.source, decision.ruleId]) assert.equal(typeof text, 'string');
  for (const member of ['exposures', 'prerequisites', 'writes', 'messages'] as const) {
    assert.ok(Array.isArray(decision[member]), `${member} is a list.`);
  }
  for (const { inExperiment, experiment, variation } of decision.exposures) {
    assert.equal(typeof inExperiment, 'boolean');
    for (const { key } of [experiment, variation]) assert.equal(typeof key, 'string');
  }
  assert.doesNotThrow(() => JSON.stringify(decision), 'A handler may return a decision.');
}

/** Without a store nothing is written; with one, documents that the program says it may read again. */
export function assertWrites({ writes }: Decision, subject: Subject, program: Program): void {
  if (subject.stored === null)
    assert.deepEqual(writes, [], 'Without an assignment store nothing is written.');
  const keys = program.storedKeys(subject);
  for (const { key, document } of writes) {
    assert.ok(keys.includes(key), `${key} is written, and storedKeys() does not name it.`);
    assert.deepEqual(JSON.parse(JSON.stringify(document)), document, 'Stored documents are JSON data.');
  }
}
