import { expect } from 'vitest';
import { createSubject, toMap } from '../../../lib/engine/subject.js';
import { evaluate, evaluateFlag, explain } from '../../../lib/engine/evaluate.js';
import { PayloadError } from '../../../lib/errors/payload.error.js';
import { CROWD, Desk } from './crowd.js';
import type { PlatformCase, Visitor } from './platform-case.js';
import type { Scenario } from './scenario.js';

const SOMEBODY: Visitor = { id: 'visitor-1', country: 'FR', company: 'acme' };

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

/** Makes everything reachable immutable: whoever writes to it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

function everyAnswer(platform: PlatformCase, payload: unknown): readonly unknown[] {
  const desk = Desk.of(platform, payload);
  return [...desk.program.flags.keys()].flatMap((flag) =>
    [SOMEBODY, ...CROWD].map((visitor) => platform.answer(desk.decide(flag, visitor))),
  );
}

/** What must hold whatever comes, and what tells why. */
export const SAFETY_SCENARIOS: readonly Scenario[] = [
  {
    capability: 'inline',
    title: 'the application runs an experiment that is defined in code',
    present(platform) {
      const { program } = Desk.of(platform);
      const flag = program.inline?.({ key: 'inline', variations: ['a', 'b'] });
      if (flag === undefined) throw new Error('the program compiles no experiments');
      const served = CROWD.map(
        (visitor) => evaluateFlag(program, flag, createSubject(platform.subject(visitor))).value,
      );
      expect(new Set(served)).toEqual(new Set(['a', 'b']));
    },
    absent: (platform) => expect(Desk.of(platform).program.inline).toBeNull(),
  },
  {
    capability: 'explain',
    title: 'an explanation tells step by step why, and decides alike',
    present(platform) {
      const { program } = Desk.of(platform);
      const subject = createSubject(platform.subject(SOMEBODY));
      const { decision, steps } = explain(program, 'half', subject);
      expect(steps.length).toBeGreaterThan(0);
      const { messages: _, ...told } = decision;
      expect(evaluate(program, 'half', subject)).toMatchObject(told);
    },
  },
  {
    capability: 'unknown',
    title: 'an unknown flag is answered with nothing and a reason, and takes nobody into an experiment',
    present(platform) {
      const decision = Desk.of(platform).decide('no such flag', SOMEBODY);
      expect(decision).toMatchObject({ on: false, value: null, cause: 'unknown-flag', reason: 'ERROR' });
      expect(decision).toMatchObject({ errorCode: 'FLAG_NOT_FOUND', writes: [] });
      expect(decision.assignment?.inExperiment ?? false).toBe(false);
      expect(decision.exposures.filter(({ inExperiment }) => inExperiment)).toEqual([]);
    },
  },
  {
    capability: 'quarantine',
    title: 'a broken flag is out of service with a warning, and the others work as before',
    present(platform) {
      const desk = Desk.of(platform, platform.damaged);
      expect(desk.decide('broken', SOMEBODY)).toMatchObject({ value: null, cause: 'quarantined' });
      const warned = desk.program.warnings.filter(({ quarantined }) => quarantined);
      expect(new Set(warned.map(({ flagKey }) => flagKey))).toEqual(new Set(['broken']));
      const usual = Desk.of(platform);
      for (const flag of usual.program.flags.keys()) expect(desk.all(flag)).toEqual(usual.all(flag));
    },
  },
  {
    capability: 'prototype',
    title: 'names of Object.prototype are names like any other',
    present(platform) {
      const desk = Desk.of(platform);
      for (const name of PROTOTYPE_NAMES) {
        expect(desk.decide(name, SOMEBODY)).toMatchObject({ on: false, cause: 'unknown-flag' });
        const attributes = new Map([
          ...toMap(platform.subject(SOMEBODY).attributes),
          [name, 'FR' as unknown],
        ]);
        expect(desk.served('french', SOMEBODY, { attributes })).toBe('on');
        const named = Desk.of(platform, JSON.parse(JSON.stringify(platform.named(name))));
        expect([...named.program.flags.keys()]).toContain(name);
        expect(named.decide(name, SOMEBODY)).toMatchObject({ key: name, on: true });
      }
    },
  },
  {
    capability: 'refused',
    title: 'a configuration that is none is refused as a whole, saying why',
    present(platform) {
      for (const payload of [null, 42, '{', '<html>', []]) {
        expect(() => platform.compile(payload), JSON.stringify(payload)).toThrow(PayloadError);
      }
    },
  },
  {
    capability: 'pure',
    title: 'a configuration is never changed, and may come as text',
    present(platform) {
      const answers = everyAnswer(platform, platform.project);
      expect(everyAnswer(platform, frozen(structuredClone(platform.project)))).toEqual(answers);
      expect(everyAnswer(platform, JSON.stringify(platform.project))).toEqual(answers);
    },
  },
];
