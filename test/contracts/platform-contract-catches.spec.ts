import { describe, expect, it } from 'vitest';
import type { Decision, Flag, Program, Subject, Walk } from '../../lib/engine/index.js';
import { createProgram, evaluateFlag } from '../../lib/engine/index.js';
import type { Platform } from '../../lib/ports/platform.js';
import { platformContract } from '../../lib/testing/contracts/platform.contract.js';
import type { PlatformFixture } from '../../lib/testing/contracts/platform.contract.js';
import { callbackSink } from '../../lib/sinks/callback.sink.js';
import { percentages } from '../fixtures/sixth-platform/index.js';
import { SIXTH_CHANGED, SIXTH_DAMAGED, SIXTH_PAYLOAD } from '../fixtures/sixth-platform/sixth-payload.js';

/** Runs the contract without a test runner; gives the titles of the tests that fail. */
async function failing(fixture: PlatformFixture): Promise<string[]> {
  const tests: [string, () => Promise<void>][] = [];
  platformContract(
    { describe: (_name, define) => define(), it: (title, test) => tests.push([title, test]) },
    'it',
    () => fixture,
  );
  const failed: string[] = [];
  for (const [title, test] of tests) await test().catch(() => failed.push(title));
  return failed;
}

const GOOD = percentages({ payload: SIXTH_PAYLOAD });

function fixtureOf(platform: PlatformFixture['platform']): PlatformFixture {
  return {
    platform,
    payload: SIXTH_PAYLOAD,
    changed: SIXTH_CHANGED,
    damaged: { payload: SIXTH_DAMAGED, flag: 'broken' },
    experiment: { flag: 'button', variation: 'b', forced: { button: 'b' } },
    visitor: () => ({ attributes: new Map([['country', 'FR']]) }),
    secrets: ['hush'],
  };
}

/** The sixth platform with something broken. */
function broken(change: (whole: Platform) => Partial<Platform>): PlatformFixture['platform'] {
  return {
    name: GOOD.name,
    load: async () => {
      const whole = await GOOD.load();
      return { ...whole, ...change(whole) };
    },
  };
}

/** The sixth platform with programs that are changed after they were compiled. */
function compiling(change: (program: Program) => Partial<Program>): PlatformFixture['platform'] {
  return broken((whole) => ({
    compile: async (payload, previous) => {
      const program = await whole.compile(payload, previous);
      return createProgram({ ...program, ...change(program) });
    },
  }));
}

/** The sixth platform with decisions that are changed before they are given. */
function deciding(change: (decision: Decision) => Partial<Decision>): PlatformFixture['platform'] {
  const changed = (decision: Decision): Decision => ({ ...decision, ...change(decision) });
  const wrapped = (flag: Flag): Flag => ({
    ...flag,
    rules: flag.rules.map((rule) => ({
      ...rule,
      decide: (walk) => {
        const decision = rule.decide(walk);
        return decision === undefined ? undefined : changed(decision);
      },
    })),
    otherwise: (walk) => changed(flag.otherwise(walk)),
  });
  return compiling(({ flags }) => ({
    flags: new Map([...flags].map(([key, flag]) => [key, wrapped(flag)])),
  }));
}

/** The flags of a program, each decided otherwise. */
function answering(
  { flags }: Program,
  answer: (flag: Flag, walk: Walk) => Decision | undefined,
): ReadonlyMap<string, Flag> {
  const one = (flag: Flag): Flag => ({
    ...flag,
    rules: [{ id: flag.key, kind: 'broken', decide: (walk) => answer(flag, walk) }],
  });
  return new Map([...flags].map(([key, flag]) => [key, one(flag)]));
}

/** The sixth platform whose subjects say something else. */
function seeing(change: Partial<ReturnType<Platform['subject']>>): PlatformFixture['platform'] {
  return broken((whole) => ({ subject: (visitor) => ({ ...whole.subject(visitor), ...change }) }));
}

/** Grows with whatever asks for it: state where there should be none. */
let counter = 0;

const WHOLE = 'has a whole answer for everybody, and never throws';

describe('platformContract', () => {
  it('accepts a platform that keeps it, loaded or not', async () => {
    expect(await failing(fixtureOf(GOOD))).toEqual([]);
    expect(await failing(fixtureOf(await GOOD.load()))).toEqual([]);
  });

  it.each<[string, PlatformFixture['platform'], string]>([
    [
      'a front of another name',
      { ...GOOD, name: 'other' },
      'has a name, the same before and after it is loaded',
    ],
    [
      'a source that tells a secret',
      broken(({ source }) => ({ source: { ...source, name: 'https://x/?key=hush' } })),
      'has a source and sinks with names that give no secret away',
    ],
    [
      'sinks that nobody can tell apart',
      broken(() => ({
        sinks: () => ['same', 'same'].map((name) => callbackSink({ name, onEvent: () => undefined })),
      })),
      'has a source and sinks with names that give no secret away',
    ],
    [
      'text that is not read',
      broken(({ compile }) => ({
        compile: (payload) => compile(typeof payload === 'string' ? { flags: {} } : payload),
      })),
      'compiles its configuration, as an object and as text',
    ],
    [
      'a list of flags that are not there',
      compiling(() => ({ listed: ['nowhere'] })),
      'compiles its configuration, as an object and as text',
    ],
    [
      'revisions that change by themselves',
      compiling(() => ({ revision: String(counter++) })),
      'gives equal configurations equal revisions, and others others',
    ],
    [
      'revisions that never change',
      compiling(() => ({ revision: 'always' })),
      'gives equal configurations equal revisions, and others others',
    ],
    [
      'a payload that is changed',
      broken(({ compile }) => ({
        compile: (payload) => {
          if (typeof payload === 'object' && payload !== null) Object.assign(payload, { seen: true });
          return compile(payload);
        },
      })),
      'never changes a configuration',
    ],
    [
      'garbage that is taken for no flags',
      broken(({ compile }) => ({
        compile: async (payload) => {
          try {
            return await compile(payload);
          } catch {
            return compile({ flags: {} });
          }
        },
      })),
      'refuses what is no configuration with a PayloadError',
    ],
    [
      'a broken flag without a warning',
      compiling(() => ({ warnings: [] })),
      'keeps a broken flag out of service, and the others in',
    ],
    [
      'data that is taken in unread',
      broken(() => ({ addData: () => [] })),
      'refuses data about visitors that it does not know',
    ],
    ['undefined values', deciding(() => ({ value: undefined })), WHOLE],
    ['variables in a plain object', deciding(() => ({ variables: {} as never })), WHOLE],
    ['an error without a code', deciding(() => ({ reason: 'ERROR' })), WHOLE],
    ['a cause that does not exist', deciding(() => ({ cause: 'whim' as never })), WHOLE],
    ['writes without a store', deciding(() => ({ writes: [{ key: 'a', document: {} }] })), WHOLE],
    ['what no JSON can hold', deciding(() => ({ value: 12n })), WHOLE],
    [
      'rules that throw for some visitors',
      compiling((program) => ({
        flags: answering(program, (flag, walk) => {
          (walk.subject.attributes.get('country') as string | undefined)?.toLowerCase();
          return evaluateFlag(program, flag, walk.subject);
        }),
      })),
      WHOLE,
    ],
    [
      'chance',
      deciding(({ on }) => ({ on: Math.random() > 0 && on })),
      'decides the same for the same visitor, without clock and chance',
    ],
    [
      'the clock',
      deciding(({ on }) => ({ on: Date.now() > 0 && on })),
      'decides the same for the same visitor, without clock and chance',
    ],
    [
      'decisions that depend on those before',
      deciding(() => ({ value: counter++ })),
      'decides the same for the same visitor, without clock and chance',
    ],
    [
      'attributes that are changed',
      broken(({ subject }) => ({
        subject: (visitor) => {
          (visitor.attributes as Map<string, unknown>).set('seen', true);
          return subject(visitor);
        },
      })),
      'changes nothing of what is known of visitors',
    ],
    [
      'a program that knows everything',
      compiling(({ flags }) => ({ unknown: (key) => ({ ...(flags.get('button') as Flag), key }) })),
      'answers unknown flags with nothing and a reason',
    ],
    [
      'stored documents that are never read again',
      compiling(() => ({ storedKeys: () => [] })),
      'finds again what it asked to be stored',
    ],
    [
      'stored assignments that go unread',
      compiling((program) => ({
        flags: answering(program, (flag, walk) =>
          evaluateFlag(program, flag, { ...walk.subject, stored: walk.subject.stored && new Map() }),
        ),
      })),
      'finds again what it asked to be stored',
    ],
    [
      'other decisions when they are explained',
      compiling((program) => ({
        flags: answering(program, (flag, walk) => {
          const decision = evaluateFlag(program, flag, walk.subject);
          return walk.trace === null ? decision : { ...decision, value: 'explained' };
        }),
      })),
      'explains itself, and decides alike',
    ],
    ['nobody taken in', seeing({ enabled: false }), 'shares visitors out over variations'],
    [
      'everybody in one variation',
      seeing({ units: { visitor: 'one' } }),
      'shares visitors out over variations',
    ],
    [
      'exposures that are forgotten',
      deciding(() => ({ exposures: [] })),
      'causes one exposure for whoever takes part',
    ],
    [
      'exposures that count twice',
      deciding(({ exposures }) => ({ exposures: [...exposures, ...exposures] })),
      'causes one exposure for whoever takes part',
    ],
    [
      'configuration that stays as it was',
      broken(({ compile }) => ({
        compile: (payload) => compile(payload === SIXTH_CHANGED ? SIXTH_PAYLOAD : payload),
      })),
      'follows a change of shares',
    ],
  ])('catches %s', async (_title, platform, title) => {
    expect(await failing(fixtureOf(platform))).toContain(title);
  });

  it.each<[string, Partial<Subject>, string]>([
    ['forced variations', { forcedVariations: new Map() }, 'lets the application force a variation'],
    ['enabled', { enabled: true }, 'runs no experiment for visitors who are not enabled'],
    ['qaMode', { qaMode: false }, 'assigns nobody by hashing in QA mode'],
  ])('catches %s that goes unread', async (_title, blind, title) => {
    const platform = compiling((program) => ({
      flags: answering(program, (flag, walk) => evaluateFlag(program, flag, { ...walk.subject, ...blind })),
    }));
    expect(await failing(fixtureOf(platform))).toContain(title);
  });
});
