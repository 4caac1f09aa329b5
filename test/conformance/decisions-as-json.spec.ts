import { describe, expect, it } from 'vitest';
import { createSubject, toMap } from '../../lib/engine/subject.js';
import { explain } from '../../lib/engine/evaluate.js';
import { asSent } from '../support/as-sent.js';
import { PLATFORMS } from './platforms/all.js';
import { CROWD, Desk } from './platforms/crowd.js';
import type { Visitor } from './platforms/platform-case.js';

const VISITORS: readonly Visitor[] = [
  { id: 'tester-1', country: 'FR', company: 'acme' },
  ...CROWD.slice(0, 20).map(({ id }) => ({ id, country: 'FR', company: 'acme' })),
];

describe.each(PLATFORMS)('decisions of $name', (platform) => {
  it('survive JSON with everything that is in them', () => {
    const desk = Desk.of(platform, platform.damaged);
    const flags = [...desk.program.flags.keys(), ...desk.program.experiments.keys(), 'no such flag'];
    for (const flag of flags) {
      for (const visitor of VISITORS) {
        const decision = desk.decide(flag, visitor, platform.remembered([]));
        expect(decision.variables).toBeInstanceOf(Map);
        expect(JSON.parse(JSON.stringify(decision))).toEqual(asSent(decision));
      }
    }
  });

  it('send their variables', () => {
    const { variables, value } = Desk.of(platform).decide('typed', { id: 'visitor-1' });
    const sent = JSON.parse(JSON.stringify({ variables, value })) as { variables: object; value: object };
    const all = variables.size === 0 ? sent.value : sent.variables;
    expect(all).toMatchObject({ color: 'red', size: 5, price: 9.5, bold: true, theme: { dark: [1] } });
  });

  it('survive attributes that JSON has no form for', () => {
    const { program } = Desk.of(platform);
    const given = platform.subject({ id: 'visitor-1', country: 'FR', company: 'acme' });
    const digits = [...toMap(given.attributes).keys()].map((name) => [name, 42n] as const);
    const odd = [
      ['map', new Map([['a', 1]])],
      ['set', new Set([1])],
    ] as const;
    const subject = createSubject({ ...given, attributes: new Map<string, unknown>([...digits, ...odd]) });
    for (const flag of program.flags.keys()) {
      const explanation = explain(program, flag, subject);
      expect(JSON.parse(JSON.stringify(explanation))).toEqual(asSent(explanation));
    }
  });
});
