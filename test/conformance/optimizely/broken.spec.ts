import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateExperiment, explain, explainExperiment } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import type { Subject } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { PayloadError } from '../../../lib/errors/payload.error.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import type { CmabRule } from '../../../lib/platforms/optimizely/compile/project-facts.js';
import { DatafileGenerator } from './generate-datafile.js';
import { namesOf } from './names.js';
import { Random } from '../../support/random.js';

type Container = Record<string, unknown>;

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 80_260_101);
const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);

const nested = (depth: number, inner: string, open = '[', close = ']'): string =>
  open.repeat(depth) + inner + close.repeat(depth);

/** JSON texts that stand in the wrong place, wherever they stand. */
const INTRUDERS: readonly string[] = [
  'null',
  'true',
  '0',
  '1e400',
  '-1e400',
  '9007199254740993',
  '""',
  '"constructor"',
  '"__proto__"',
  JSON.stringify('x'.repeat(100_000)),
  '[]',
  '[null]',
  '[[[]]]',
  '{}',
  '{"length":4294967296}',
  '{"toString":1,"valueOf":1}',
  '[{"toString":1}]',
  '{"__proto__":{"polluted":true}}',
  '[{"then":1}]',
  `[${'7,'.repeat(20_000)}7]`,
  nested(900, '"or"'),
  nested(1500, '"or"'),
  nested(50_000, ''),
  nested(50_000, '1', '{"a":', '}'),
];

/** A datafile, as text, with intruders in a few places; dropped members are among them. */
function broken(seed: number): string {
  const random = new Random(seed);
  const datafile = new DatafileGenerator(random).make();
  const places: { readonly owner: Container; readonly name: string }[] = [];
  const visit = (owner: Container): void => {
    for (const name of Object.keys(owner)) {
      places.push({ owner, name });
      const value = owner[name];
      if (typeof value === 'object' && value !== null) visit(value as Container);
    }
  };
  visit(datafile);
  const intruders: string[] = [];
  for (const { owner, name } of random.times(1 + random.int(3), () => random.pick(places))) {
    if (random.chance(0.15)) delete owner[name];
    else {
      owner[name] = `@@${intruders.length}@@`;
      intruders.push(random.pick(INTRUDERS));
    }
  }
  return JSON.stringify(datafile).replace(
    /"@@(\d+)@@"/g,
    (_mark, at: string) => intruders[Number(at)] as string,
  );
}

/** Undefined when it is refused, which must be said clearly. */
function compileOrRefuse(payload: unknown): Program | undefined {
  try {
    return compileOptimizely(payload);
  } catch (error) {
    expect(error).toBeInstanceOf(PayloadError);
    expect((error as Error).message).toMatch(/^Expected /);
    return undefined;
  }
}

const SUBJECTS = [
  createSubject({
    units: { visitor: 'anna' },
    attributes: { country: 'us', age: 18, version: '2.1.0' },
    stored: {},
  }),
  createSubject({ units: { visitor: '__proto__' } }),
  createSubject(),
];

/** Asks for everything there is to ask. Nothing is a failure; whatever is out of service is so by name. */
function expectSane(program: Program, report: string): void {
  const quarantined = new Set(
    program.warnings.filter((one) => one.quarantined).map(({ flagKey }) => flagKey),
  );
  for (const subject of SUBJECTS) {
    for (const key of [...program.flags.keys(), 'constructor', '__proto__']) {
      for (const decision of [evaluate(program, key, subject), explain(program, key, subject).decision]) {
        expect(decision.cause, `${report}: ${key}: ${decision.errorMessage}`).not.toBe('error');
        if (decision.cause === 'quarantined') expect(quarantined, report).toContain(key);
      }
    }
    for (const key of program.experiments.keys()) {
      expect(evaluateExperiment(program, key, subject).cause, `${report}: ${key}`).not.toBe('error');
      expect(explainExperiment(program, key, subject).decision.cause, `${report}: ${key}`).not.toBe('error');
    }
    for (const { concerns } of program.facts.get('cmabRules') as CmabRule[]) concerns(subject);
  }
}

describe('Broken Optimizely datafiles', () => {
  it('give a program that answers every flag, or a clear error', { timeout: 120_000 * RUNS }, () => {
    let refused = 0;
    let quarantined = 0;
    for (let seed = SEED; seed < SEED + 250 * RUNS; seed++) {
      const text = broken(seed);
      const program = compileOrRefuse(text);
      const report = `CONFORMANCE_SEED=${seed} (first datafile)`;
      if (program === undefined) refused++;
      else expectSane(program, report);
      quarantined += program?.warnings.filter((one) => one.quarantined).length ?? 0;
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(refused).toBeGreaterThan(0);
    expect(quarantined).toBeGreaterThan(10);
  });

  it('do not take flags with them that have nothing to do with what is broken', () => {
    const sane = namesOf(new DatafileGenerator(new Random(SEED)).make()).flags;
    for (const variables of [undefined, null, [null], 'none', 7]) {
      const datafile = new DatafileGenerator(new Random(SEED)).make();
      const flags = datafile['featureFlags'] as Container[];
      flags.push({ id: 'broken', key: 'broken flag', experimentIds: [], rolloutId: '', variables });
      const program = compileOptimizely(datafile);
      const out = program.warnings.filter((one) => one.quarantined).map(({ flagKey }) => flagKey);
      expect(out).toEqual(['broken flag']);
      for (const key of sane) {
        expect(evaluate(program, key, SUBJECTS[0] as Subject).cause).not.toBe('quarantined');
      }
    }
  });

  it('that are something else altogether are refused, whatever they are', () => {
    const payload = fc.oneof(
      fc.anything(),
      fc.json(),
      fc.string(),
      fc.record(
        { version: fc.constantFrom('4', '3', 4, '5', null), revision: fc.anything() },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(payload, (given) => {
        const program = compileOrRefuse(given);
        // Little is asked of a datafile: a version and a revision.
        if (program !== undefined) expectSane(program, 'anything');
      }),
      { seed: SEED, numRuns: 300 * RUNS },
    );
  });
});
