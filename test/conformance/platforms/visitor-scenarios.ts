import { expect } from 'vitest';
import { counted, CROWD, Desk } from './crowd.js';
import { expectUnknown } from './decision-scenarios.js';
import type { PlatformCase, Visitor } from './platform-case.js';
import type { Scenario } from './scenario.js';

const COUNTRIES = ['FR', 'DE'];

const TRAVELLERS: readonly Visitor[] = CROWD.slice(0, 20).flatMap(({ id }) =>
  COUNTRIES.map((country) => ({ id, country })),
);

/** Everybody comes back after the split has changed, with what was remembered of the first visit. */
function returning(platform: PlatformCase): { before: readonly string[]; after: readonly string[] } {
  const first = Desk.of(platform);
  const second = Desk.of(platform, platform.reweighted);
  const empty = platform.remembered([]);
  const visits = CROWD.map((visitor) => {
    const decision = first.decide('half', visitor, empty);
    const after = second.served('half', visitor, platform.remembered([decision]));
    return { before: platform.answer(decision).served, after };
  });
  return { before: visits.map(({ before }) => before), after: visits.map(({ after }) => after) };
}

/** What the application and the past say of a visitor. */
export const VISITOR_SCENARIOS: readonly Scenario[] = [
  {
    capability: 'forced',
    title: 'the application forces a variation',
    present(platform) {
      const desk = Desk.of(platform);
      expect(counted(desk.all('half', CROWD, platform.forced))).toEqual(new Map([['b', CROWD.length]]));
      expect(desk.decide('half', { id: 'visitor-1' }, platform.forced).assignment).toMatchObject({
        hashUsed: false,
      });
    },
  },
  {
    capability: 'assigned',
    title: 'the application chooses a variation, as far as the configuration allows',
    present(platform) {
      const desk = Desk.of(platform);
      expect(counted(desk.all('half', CROWD, platform.assigned))).toEqual(new Map([['b', CROWD.length]]));
      const { assignment } = desk.decide('half', { id: 'visitor-1' }, platform.assigned);
      expect(assignment).toMatchObject({
        hashUsed: false,
        variation: { key: expect.stringMatching(/^(b|1)$/) },
      });
    },
    absent(platform) {
      const desk = Desk.of(platform);
      expect(desk.all('half', CROWD, platform.assigned)).toEqual(desk.all('half'));
    },
  },
  {
    capability: 'testMode',
    title: 'a test mode assigns nobody by hashing, while forced variations apply',
    present(platform) {
      const desk = Desk.of(platform);
      const mode = { qaMode: true };
      const hashed = CROWD.filter((visitor) => desk.decide('half', visitor, mode).assignment?.hashUsed);
      expect(hashed).toEqual([]);
      expect(desk.all('half')).toContain('b');
      expect(desk.all('half', CROWD, mode)).not.toContain('b');
      const forced = desk.all('half', CROWD, { ...platform.forced, ...mode });
      expect(counted(forced)).toEqual(new Map([['b', CROWD.length]]));
    },
    absent(platform) {
      const desk = Desk.of(platform);
      expect(desk.all('half', CROWD, { qaMode: true })).toEqual(desk.all('half'));
    },
  },
  {
    capability: 'listed',
    title: 'the configuration lists testers, who get what others do not',
    async present(platform) {
      const desk = Desk.of(platform);
      const ask = await platform.official(platform.project);
      expect(desk.served('tester', { id: 'tester-1' })).toBe('on');
      expect((await ask('tester', { id: 'tester-1' })).served).toBe('on');
      expect(counted(desk.all('tester'))).toEqual(new Map([['off', CROWD.length]]));
    },
    absent: (platform) => expectUnknown(platform, ['tester']),
  },
  {
    capability: 'sticky',
    title: 'a stored assignment outlives a change of the split',
    present(platform) {
      const { before, after } = returning(platform);
      expect(counted(before).size).toBe(2);
      expect(after).toEqual(before);
      const desk = Desk.of(platform, platform.reweighted);
      expect(counted(desk.all('half', CROWD, platform.remembered([])))).toEqual(
        new Map([['a', CROWD.length]]),
      );
    },
    absent(platform) {
      const { before, after } = returning(platform);
      expect(counted(before).size).toBe(2);
      expect(counted(after)).toEqual(new Map([['a', CROWD.length]]));
      const desk = Desk.of(platform);
      expect(CROWD.flatMap((visitor) => desk.decide('half', visitor, { stored: {} }).writes)).toEqual([]);
    },
  },
  {
    capability: 'prerequisite',
    title: 'a flag asks for the answer of another flag',
    present(platform) {
      const desk = Desk.of(platform);
      const empty = platform.remembered([]);
      const pairs = TRAVELLERS.map((visitor) => {
        const first = desk.decide('french', visitor, empty);
        const second = desk.served('after', visitor, platform.remembered([first]));
        return [platform.answer(first).served, second];
      });
      expect(new Set(pairs.map(String))).toEqual(new Set(['on,on', 'off,off']));
    },
    absent: (platform) => expectUnknown(platform, ['after']),
  },
  {
    capability: 'exposure',
    title: 'taking part in an experiment causes one exposure that names experiment and variation',
    present(platform) {
      const desk = Desk.of(platform);
      for (const visitor of CROWD) {
        const { assignment, exposures } = desk.decide('half', visitor);
        expect(exposures).toHaveLength(1);
        expect(exposures[0]?.experiment.key).toBe(assignment?.experiment.key);
        expect(exposures[0]?.variation.key).toBe(assignment?.variation.key);
        expect(exposures[0]?.inExperiment).toBe(true);
      }
    },
  },
];
