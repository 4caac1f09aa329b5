import { describe, expect, it } from 'vitest';
import { createProgram, EMPTY_PROGRAM } from '../../../../lib/engine/program.js';
import { createSubject, evaluate } from '../../../../lib/engine.js';
import { knownOverrides } from '../../../../lib/runtime/overrides/known-overrides.js';
import type { SignedOverride } from '../../../../lib/runtime/overrides/override-tokens.js';
import { OverrideTokens } from '../../../../lib/runtime/overrides/override-tokens.js';
import { LogOnce } from '../../../../lib/runtime/shared/log-once.js';
import { PLATFORMS } from '../../../conformance/platforms/all.js';
import { LogRecorder } from '../../../support/log-recorder.js';

const ALL = new OverrideTokens('i', { secrets: ['0123456789abcdef'], allow: null, maxAgeMs: 1_000 });

/** What of the flag `half` each platform forces, and what it does not know. */
const NAMES: Readonly<
  Record<string, { key: string; known: (string | number)[]; unknown: (string | number)[] }>
> = {
  growthbook: { key: 'half', known: ['b', 1, '1'], unknown: ['c', 2, -1, 0.5] },
  optimizely: { key: 'half', known: ['b'], unknown: ['c', 1] },
  absmartly: { key: 'half', known: [1, '1'], unknown: ['b', 2, -1] },
  vwo: { key: 'half_rule-1', known: ['b', 2], unknown: ['c', 3] },
  kameleoon: { key: '30', known: ['b'], unknown: ['c', 1_000] },
};

describe.each(PLATFORMS)('signed overrides on $name', ({ id, compile, project, subject, answer }) => {
  const program = compile(project);
  const { key, known, unknown } = NAMES[id] as NonNullable<(typeof NAMES)[string]>;

  function over(given: Record<string, SignedOverride>): { forced: string | null; log: LogRecorder } {
    const log = new LogRecorder();
    const notices = new LogOnce(log);
    const overrides = new Map(Object.entries(given));
    const forced = knownOverrides(overrides, program, ALL, notices)?.toString() ?? null;
    knownOverrides(overrides, program, ALL, notices);
    return { forced, log };
  }

  it.each(known)('force %j, as override() does', (variation) => {
    const { forced, log } = over({ [key]: variation });
    expect(forced).toBe(`${key}=${variation}`);
    expect(log.warnings).toEqual([]);
    const init = { ...subject({ id: 'v1' }), forcedVariations: new Map([[key, variation]]) };
    const decision = evaluate(program, 'half', createSubject(init));
    expect(answer(decision).served).toBe('b');
    expect(decision.cause).toBe('override');
  });

  it.each(unknown)('leave out %j, with one warning', (variation) => {
    const { forced, log } = over({ [key]: variation });
    expect(forced).toBeNull();
    expect(log.warnings).toEqual([expect.stringMatching(/knows no such variation; it is left out/)]);
  });

  it('leave out keys that are not there, names of prototypes too', () => {
    const { forced, log } = over({ nowhere: 'b', constructor: 'b', toString: { value: 1 } });
    expect(forced).toBeNull();
    expect(log.warnings).toHaveLength(3);
    expect(log.warnings[0]).toMatch(/"nowhere", but the configuration in service does not know the key/);
  });

  it('force values of flags', () => {
    expect(over({ half: { value: 7 } }).forced).toBe('half=7');
  });
});

describe('signed overrides', () => {
  it('force nothing and warn of nothing before there is a configuration', () => {
    const log = new LogRecorder();
    expect(knownOverrides(new Map([['a', 'b']]), EMPTY_PROGRAM, ALL, new LogOnce(log))).toBeNull();
    expect(log.everything).toBe('');
  });

  it('of platforms that do not say what can be forced are known by the keys of flags and experiments', () => {
    const flag = { key: 'a', rules: [], otherwise: () => expect.unreachable() };
    const program = createProgram({
      revision: '1',
      flags: new Map([['a', flag]]),
      experiments: new Map([['e', flag]]),
    });
    const given = new Map<string, SignedOverride>([
      ['a', 'any'],
      ['e', 3],
      ['x', 1],
    ]);
    expect(String(knownOverrides(given, program, ALL, new LogOnce(new LogRecorder())))).toBe('a=any, e=3');
  });

  it('that the options do not allow are left out, though they were signed', () => {
    const log = new LogRecorder();
    const tokens = new OverrideTokens('i', {
      secrets: ['0123456789abcdef'],
      allow: new Set(['left']),
      maxAgeMs: 1,
    });
    const [growthbook] = PLATFORMS;
    const program = (growthbook as (typeof PLATFORMS)[0]).compile(
      (growthbook as (typeof PLATFORMS)[0]).project,
    );
    expect(knownOverrides(new Map([['half', 'b']]), program, tokens, new LogOnce(log))).toBeNull();
    expect(log.warnings).toEqual([expect.stringMatching(/overrides\.allow does not name it/)]);
  });

  it('are told to browsers in characters that headers can have, long values in short', () => {
    const given = new Map<string, SignedOverride>([
      ['é, =', 'x\r\ny'],
      ['value', { value: { long: 'x'.repeat(100) } }],
    ]);
    const flag = { key: 'a', rules: [], otherwise: () => expect.unreachable() };
    const program = createProgram({
      revision: '1',
      flags: new Map([
        ['é, =', flag],
        ['value', flag],
      ]),
    });
    expect(String(knownOverrides(given, program, ALL, new LogOnce(new LogRecorder())))).toBe(
      '%C3%A9%2C%20%3D=x%0D%0Ay, value=...',
    );
  });
});
