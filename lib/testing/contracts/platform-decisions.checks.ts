import assert from 'node:assert/strict';
import type { Decision, Subject } from '../../engine/index.js';
import { createSubject, evaluate, explain, Walk } from '../../engine/index.js';
import type { VisitorFacts } from '../../ports/platform.js';
import { assertWhole, assertWrites } from './whole-decision.js';
import { answerOf, CROWD, MOMENT, PlatformDesk, strangerOf } from './platform-desk.js';
import type { PlatformFixture } from './platform-desk.js';

const PROTOTYPE_NAMES: readonly string[] = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

/** What applications may set as an attribute although no rule is meant for it. */
const ODD_VALUES: readonly unknown[] = [
  null,
  undefined,
  '',
  0,
  -0,
  Number.NaN,
  12n,
  'x'.repeat(10_000),
  '\ud800',
  [],
  {},
  new Map(),
  new Date(0),
  Object.create(null),
];

/** Visitors of whom little, nothing or nonsense is known. */
function* oddVisitors({ visitor }: PlatformFixture): Iterable<VisitorFacts> {
  const known = visitor?.('visitor-1').attributes ?? new Map<string, unknown>();
  yield strangerOf('visitor-1');
  yield { ...strangerOf('visitor-1'), units: new Map() };
  yield {
    ...strangerOf('v'.repeat(255)),
    url: 'no url',
    userAgent: '\0',
    ip: 'nowhere',
    cookies: '=;=',
    referrer: '',
  };
  for (const value of ODD_VALUES) {
    const attributes = new Map([...known.keys(), 'id', ...PROTOTYPE_NAMES].map((name) => [name, value]));
    yield { ...strangerOf('visitor-1'), attributes };
  }
}

/** Every flag has a whole answer for everybody; nothing throws, not even where `evaluate` would catch it. */
export async function decidesForEverybody(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  const odd = [...oddVisitors(fixture)].map((facts) => createSubject(desk.platform.subject(facts), MOMENT));
  const usual = CROWD.map((code) => desk.subject(code));
  for (const flag of desk.flags) {
    for (const subject of [...usual, ...odd]) {
      const decision = unguarded(desk, flag, subject);
      assertWhole(decision, flag);
      assertWrites(decision, subject, desk.program);
    }
    for (const subject of usual) {
      assert.notEqual(evaluate(desk.program, flag, subject).cause, 'error', `${flag} can be decided.`);
    }
  }
}

/** As `evaluate` decides, without its net: a rule that throws costs the visitor all the rules behind it. */
function unguarded({ program }: PlatformDesk, flag: string, subject: Subject): Decision {
  try {
    return new Walk(program, subject).decide(flag);
  } catch (error) {
    throw new assert.AssertionError({ message: `A rule of ${flag} threw: ${String(error)}` });
  }
}

/** What is written is read again: whoever comes back gets the variation of the first visit, also when shares have changed. */
export async function keepsAssignments(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  const later = await PlatformDesk.open(fixture, fixture.changed ?? fixture.payload);
  const { flag } = fixture.experiment;
  for (const code of CROWD) {
    const subject = desk.subject(code, { stored: new Map() });
    const first = evaluate(desk.program, flag, subject);
    assertWrites(first, subject, desk.program);
    if (first.writes.length === 0) continue;
    const stored = new Map(first.writes.map(({ key, document }) => [key, document]));
    const second = later.decide(flag, code, { stored });
    assert.equal(second.assignment?.variation.key, first.assignment?.variation.key, `${code} comes back.`);
  }
}

/** The same visitor has the same answer: whoever compiled it, whatever was asked before, without clock and chance. */
export async function repeatsItself(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  const other = await PlatformDesk.open(fixture);
  const flags = desk.flags.toReversed();
  const subjects = CROWD.map((code) => [code, other.subject(code)] as const);
  const answers = withoutClockAndChance(() =>
    flags.map((flag) => subjects.map(([, subject]) => evaluate(other.program, flag, subject))),
  );
  for (const [at, flag] of flags.entries()) {
    for (const [index, code] of CROWD.entries()) {
      const decision = answers[at]?.[index] as Decision;
      assert.notEqual(decision.cause, 'error', `${flag} reads the clock or chance: ${decision.errorMessage}`);
      assert.deepEqual(answerOf(decision), answerOf(desk.decide(flag, code)), `${flag} of ${code}`);
    }
  }
}

function withoutClockAndChance<T>(work: () => T): T {
  const { now } = Date;
  const { random } = Math;
  const forbidden = (what: string) => (): never => {
    throw new Error(`${what} is not for decisions: they depend on the subject only.`);
  };
  Date.now = forbidden('Date.now');
  Math.random = forbidden('Math.random');
  try {
    return work();
  } finally {
    Date.now = now;
    Math.random = random;
  }
}

/** Subjects are shared by all decisions of a request. */
export async function changesNoSubject(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  const facts = Object.freeze({ ...strangerOf('visitor-1'), ...fixture.visitor?.('visitor-1') });
  const before = structuredClone([...facts.attributes]);
  const subject = Object.freeze(desk.subject('visitor-1'));
  const attributes = structuredClone([...subject.attributes]);
  desk.platform.subject(facts);
  for (const flag of desk.flags) evaluate(desk.program, flag, subject);
  assert.deepEqual([...facts.attributes], before, 'What is known of a visitor is not changed.');
  assert.deepEqual([...subject.attributes], attributes, 'A subject is not changed.');
}

/** Names of `Object.prototype` are names like any other. */
export async function knowsNoUnknownFlag(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  for (const flag of ['no such flag', '', ...PROTOTYPE_NAMES]) {
    const { value, on, cause, reason, errorCode, writes, exposures } = desk.decide(flag, 'visitor-1');
    assert.deepEqual(
      { value, on, cause, reason, errorCode, writes },
      {
        value: null,
        on: false,
        cause: 'unknown-flag',
        reason: 'ERROR',
        errorCode: 'FLAG_NOT_FOUND',
        writes: [],
      },
    );
    assert.deepEqual(
      exposures.filter(({ inExperiment }) => inExperiment),
      [],
    );
  }
}

/** `explain` runs the same rules. */
export async function explainsItself(fixture: PlatformFixture): Promise<void> {
  const desk = await PlatformDesk.open(fixture);
  for (const flag of desk.flags) {
    for (const code of CROWD.slice(0, 20)) {
      const subject = desk.subject(code);
      const { decision, steps } = explain(desk.program, flag, subject);
      assert.deepEqual(answerOf(decision), answerOf(evaluate(desk.program, flag, subject)));
      assert.notEqual(steps.length, 0, `The rules of ${flag} say what they did.`);
    }
  }
}
