import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Decision } from '../../../lib/engine/decision.js';
import { evaluate, evaluateVariable } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import type { Subject } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileAbsmartly } from '../../../lib/platforms/absmartly/compile/compile.js';
import {
  customFieldKeys,
  customFieldType,
  customFieldValue,
  variableKeys,
} from '../../../lib/platforms/absmartly/compile/context-data.js';
import { unitUid } from '../../../lib/platforms/absmartly/subject/unit-uid.js';
import { Coverage, expectReached, floorOf } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { same } from './compare.js';
import type { Generated } from './generate-payload.js';
import { ASKED_EXPERIMENTS, ASKED_FIELDS, ASKED_VARIABLES, malformed, payload } from './generate-payload.js';
import type { Visitor } from './generate-visitor.js';
import { subjectInit, visitor } from './generate-visitor.js';
import { asEvents, asNamed, variableOf, variantOf } from './observe.js';
import { attempt, Oracle } from './oracle.js';

const RUN = seededRun(20_261_121, 800);
const VISITORS = 5;
const FALLBACK = Symbol('fallback');

const FEATURES = [
  'override',
  'not-targeted',
  'full-on',
  'missing-unit',
  'traffic-excluded',
  'custom-assignment',
  'split',
  'unknown-flag',
  'invalid-rule',
  'marked mismatch',
  'strict mismatch',
  'variable found',
  'variable null',
  'variable default',
  'several exposures',
  'silent owner exposed',
  'no arm',
  'text index',
  'custom field',
  'malformed experiment',
  'duplicate name',
  'duplicate id',
  'hashed unit',
  'read again',
];

const coverage = new Coverage();

interface Case {
  readonly seed: number;
  readonly data: Generated;
  readonly program: Program;
  readonly visitor: Visitor;
  readonly subject: Subject;
  readonly oracle: Oracle;
}

describe('decisions agree with @absmartly/javascript-sdk', () => {
  // The SDK prints each audience and custom field that it cannot read.
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));

  it(`in every one of ${RUN.title}, and every feature was reached`, { timeout: RUN.timeout }, async () => {
    for (const seed of RUN.seeds) await comparePayload(seed);
    expectReached(coverage, { ...floorOf(20, FEATURES), compared: 20_000 }, RUN);
    expect(coverage.of('crash of the SDK')).toBeLessThan(coverage.of('compared') / 100);
  });
});

async function comparePayload(seed: number): Promise<void> {
  const random = new Random(seed);
  const data = payload(random);
  const broken = random.chance(0.1) ? malformed(random) : undefined;
  const program = compileAbsmartly(
    broken === undefined ? data : { experiments: [broken, ...data.experiments, broken] },
  );
  if (broken !== undefined) seeMalformed(program, broken);
  const oracle = new Oracle();
  for (let i = 0; i < VISITORS; i++) {
    const who = visitor(random);
    const subject = createSubject(subjectInit(who));
    const one: Case = { seed, data, program, visitor: who, subject, oracle };
    for (const name of ASKED_EXPERIMENTS) compareExperiment(one, name);
    for (const key of ASKED_VARIABLES) compareVariable(one, key);
    if (i === 0) compareContextData(one);
    await compareUnits(one);
  }
}

function seeMalformed(program: Program, broken: unknown): void {
  coverage.saw('malformed experiment');
  expect(program.warnings.filter((warning) => warning.quarantined)).toHaveLength(2);
  if (typeof broken !== 'object' || broken === null) return;
  expect(evaluate(program, 'exp_malformed', createSubject())).toMatchObject({
    cause: 'quarantined',
    reason: 'ERROR',
  });
}

function compareExperiment(one: Case, name: string): void {
  const decision = evaluate(one.program, name, one.subject);
  const { context, exposures } = one.oracle.context(one.data, one.visitor);
  const treatment = attempt(() => context.treatment(name));
  coverage.saw('compared');
  if ('thrown' in treatment) return seeCrash(one, decision);
  const where = () => ({ ...describeCase(one), name });
  same(variantOf(decision), treatment.value, where);
  same(asEvents(decision.exposures), asNamed(exposures()), where);
  const second = one.oracle.context(one.data, one.visitor);
  same(variantOf(decision), second.context.peek(name), where);
  same([], second.exposures(), where);
  seeDecision(decision);
}

function compareVariable(one: Case, key: string): void {
  const decision = evaluateVariable(one.program, key, one.subject);
  const { context, exposures } = one.oracle.context(one.data, one.visitor);
  const value = attempt(() => context.variableValue(key, FALLBACK as never));
  coverage.saw('compared');
  if ('thrown' in value) return seeCrash(one, decision);
  const where = () => ({ ...describeCase(one), key });
  same(variableOf(decision, FALLBACK), value.value, where);
  same(asEvents(decision.exposures), asNamed(exposures()), where);
  const second = one.oracle.context(one.data, one.visitor);
  same(variableOf(decision, FALLBACK), second.context.peekVariableValue(key, FALLBACK as never), where);
  same([], second.exposures(), where);
  seeVariable(decision);
}

/**
 * A read in which the SDK throws a TypeError: an experiment without weights, or a configuration that is no object. Ours
 * says that the one cannot be decided, and goes on to the next owner after the other.
 */
function seeCrash(one: Case, decision: Decision): void {
  coverage.saw('crash of the SDK');
  coverage.saw(decision.cause);
  same(decision.cause === 'error', false, () => ({ ...describeCase(one), decision }));
}

function compareContextData(one: Case): void {
  const { context } = one.oracle.context(one.data, one.visitor);
  const where = () => describeCase(one);
  const ours = Object.fromEntries(variableKeys(one.program));
  const theirs = Object.entries(context.variableKeys()).map(([key, names]) => [key, names.map(String)]);
  same(ours, Object.fromEntries(theirs), where);
  same([...customFieldKeys(one.program)], context.customFieldKeys(), where);
  for (const name of ASKED_EXPERIMENTS) {
    for (const field of ASKED_FIELDS) {
      const value = customFieldValue(one.program, name, field);
      same(value, context.customFieldValue(name, field), where);
      same(customFieldType(one.program, name, field), context.customFieldValueType(name, field), where);
      if (value !== null) coverage.saw('custom field');
    }
  }
  const names = one.data.experiments.map((experiment) => String(experiment['name']));
  const ids = one.data.experiments.map((experiment) => experiment['id']);
  if (new Set(names).size < names.length) coverage.saw('duplicate name');
  if (new Set(ids).size < ids.length) coverage.saw('duplicate id');
}

async function compareUnits(one: Case): Promise<void> {
  const { context } = one.oracle.context(one.data, one.visitor);
  context.track('goal');
  await context.publish();
  for (const { type, uid } of one.oracle.published.at(-1)?.units ?? []) {
    coverage.saw('hashed unit');
    same(unitUid(one.subject.units.get(type)), uid, () => ({
      seed: one.seed,
      type,
      unit: one.visitor.units[type],
    }));
  }
}

function seeDecision(decision: Decision): void {
  coverage.saw(decision.cause);
  const assignment = decision.assignment;
  if (assignment?.details?.['audienceMismatch'] === true) {
    coverage.saw(decision.cause === 'not-targeted' ? 'strict mismatch' : 'marked mismatch');
  }
  if (assignment?.variation.value === undefined) coverage.saw('no arm');
  else if (typeof assignment.details?.['variant'] === 'string') coverage.saw('text index');
}

function seeVariable(decision: Decision): void {
  coverage.saw(decision.cause === 'default' ? 'variable default' : 'variable found');
  if (decision.cause !== 'default' && decision.value === null) coverage.saw('variable null');
  const exposed = decision.exposures;
  if (exposed.length > 1) coverage.saw('several exposures');
  if (exposed.length > 0 && decision.cause === 'default') coverage.saw('silent owner exposed');
  if (new Set(exposed.map((exposure) => exposure.experiment)).size < exposed.length)
    coverage.saw('read again');
}

function describeCase(one: Case): Record<string, unknown> {
  return { seed: one.seed, visitor: one.visitor, payload: one.data };
}
