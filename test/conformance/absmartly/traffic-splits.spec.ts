import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { sameTerms } from '../../../lib/platforms/absmartly/decide/compiled-experiment.js';
import { attempt } from './oracle.js';

const { arrayEqualsShallow } = createRequire(import.meta.url)('@absmartly/javascript-sdk/lib/utils.js') as {
  arrayEqualsShallow(now: unknown, before: unknown): boolean;
};

const TERMS = { id: 1, unitType: 'session_id', iteration: 1, fullOnVariant: 0 };

/** As JSON can hold them, and undefined for a member that is missing. */
const SPLITS: readonly unknown[] = [
  undefined,
  null,
  [],
  [0, 1],
  [0, 1],
  [1, 0],
  [0, 1, 0],
  [null],
  [null, 1],
  ['0', '1'],
  '01',
  '',
  'ab',
  0,
  5,
  true,
  false,
  {},
  { length: 2 },
  { length: 2, 0: 0, 1: 1 },
  [[0.5], 0.5],
];

describe('a traffic split that an assignment was made under is still the same as with @absmartly/javascript-sdk', () => {
  it.each(SPLITS.flatMap((now) => SPLITS.map((before) => [now, before] as const)))(
    'when it is %j and was %j',
    (now, before) => {
      const theirs = attempt(() => arrayEqualsShallow(now, before));
      const ours = sameTerms({ ...TERMS, trafficSplit: now }, { ...TERMS, trafficSplit: before });
      // Where the SDK throws a TypeError, the experiment is assigned anew.
      expect(ours).toBe('value' in theirs ? theirs.value : false);
    },
  );
});
