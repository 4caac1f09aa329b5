import { expect } from 'vitest';
import { counted, CROWD, Desk, disagreements } from './crowd.js';
import type { PlatformCase, Visitor } from './platform-case.js';
import type { Scenario } from './scenario.js';

const FRENCH: Visitor = { id: 'visitor-1', country: 'FR' };
const GERMAN: Visitor = { id: 'visitor-1', country: 'DE' };
const STRANGER: Visitor = { id: 'visitor-1' };

const HALF_OF_CROWD = { min: CROWD.length * 0.4, max: CROWD.length * 0.6 };

function expectHalf(count: number | undefined): void {
  expect(count).toBeGreaterThan(HALF_OF_CROWD.min);
  expect(count).toBeLessThan(HALF_OF_CROWD.max);
}

/** The official SDK gives everybody the same. */
async function expectAgreement(
  platform: PlatformCase,
  flag: string,
  visitors: readonly Visitor[] = CROWD,
  payload: unknown = platform.project,
): Promise<void> {
  const desk = Desk.of(platform, payload);
  expect(await disagreements(desk, await platform.official(payload), flag, visitors)).toEqual([]);
}

/** Answers of the engine for one configuration, beside the official SDK's. */
export const DECISION_SCENARIOS: readonly Scenario[] = [
  {
    capability: 'on',
    title: 'a flag is on for everybody',
    async present(platform) {
      const desk = Desk.of(platform);
      expect(counted(desk.all('on'))).toEqual(new Map([['on', CROWD.length]]));
      expect(CROWD.every((visitor) => desk.decide('on', visitor).on)).toBe(true);
      await expectAgreement(platform, 'on', CROWD.slice(0, 20));
    },
  },
  {
    capability: 'off',
    title: 'a flag is off for everybody',
    async present(platform) {
      const desk = Desk.of(platform);
      expect(counted(desk.all('off'))).toEqual(new Map([['off', CROWD.length]]));
      expect(CROWD.some((visitor) => desk.decide('off', visitor).on)).toBe(false);
      await expectAgreement(platform, 'off', CROWD.slice(0, 20));
    },
  },
  {
    capability: 'split',
    title:
      'an experiment gives two variations to half of the visitors each, always the same to the same visitor',
    async present(platform) {
      const desk = Desk.of(platform);
      const answers = desk.all('half');
      const counts = counted(answers);
      expect([...counts.keys()].sort()).toEqual(['a', 'b']);
      expectHalf(counts.get('a'));
      expect(Desk.of(platform).all('half')).toEqual(answers);
      await expectAgreement(platform, 'half');
    },
  },
  {
    capability: 'targeted',
    title: 'a rule serves those it targets, and nobody else, nobody of whom nothing is known either',
    async present(platform) {
      const desk = Desk.of(platform);
      expect(desk.served('french', FRENCH)).toBe('on');
      expect(desk.served('french', GERMAN)).toBe('off');
      expect(desk.decide('french', GERMAN)).toMatchObject({ on: false, cause: 'not-targeted' });
      expect(desk.decide('french', STRANGER)).toMatchObject({ on: false, cause: 'not-targeted' });
      await expectAgreement(platform, 'french', [FRENCH, GERMAN, STRANGER]);
    },
  },
  {
    capability: 'traffic',
    title: 'a share of the visitors is kept out of a rule, and told so',
    async present(platform) {
      const desk = Desk.of(platform);
      const counts = counted(desk.all('some'));
      expect([...counts.keys()].sort()).toEqual(['off', 'on']);
      expectHalf(counts.get('off'));
      const out = CROWD.filter((visitor) => desk.served('some', visitor) === 'off');
      const causes = new Set(out.map((visitor) => desk.decide('some', visitor).cause));
      expect([...causes]).toEqual(['traffic-excluded']);
      await expectAgreement(platform, 'some');
    },
  },
  {
    capability: 'variables',
    title: 'variables are text, whole and decimal numbers, booleans and JSON, each with its type',
    async present(platform) {
      const { served, variables } = platform.answer(Desk.of(platform).decide('typed', STRANGER));
      expect(served).toBe('on');
      expect(variables).toEqual({ color: 'red', size: 5, price: 9.5, bold: true, theme: { dark: [1] } });
      await expectAgreement(platform, 'typed', [STRANGER]);
    },
  },
  {
    capability: 'otherUnit',
    title: 'an experiment hashes something other than the visitor, such as the company',
    async present(platform) {
      const desk = Desk.of(platform);
      const colleagues = CROWD.map(({ id }) => ({ id, company: 'acme' }));
      expect(counted(desk.all('company', colleagues)).size).toBe(1);
      const companies = CROWD.map(({ id }) => ({ id: 'visitor-1', company: `company of ${id}` }));
      expect([...counted(desk.all('company', companies)).keys()].sort()).toEqual(['a', 'b']);
      await expectAgreement(platform, 'company', [...colleagues.slice(0, 20), ...companies]);
    },
    async absent(platform) {
      const colleagues = CROWD.map(({ id }) => ({ id, company: 'acme' }));
      expect([...counted(Desk.of(platform).all('company', colleagues)).keys()].sort()).toEqual(['a', 'b']);
      await expectAgreement(platform, 'company', colleagues);
    },
  },
  {
    capability: 'group',
    title: 'a visitor is in one experiment of a mutually exclusive group at most',
    async present(platform) {
      const desk = Desk.of(platform);
      const left = desk.all('left');
      const right = desk.all('right');
      expectHalf(left.filter((served) => served === 'off').length);
      expectHalf(right.filter((served) => served === 'off').length);
      expect(CROWD.filter((_, i) => left[i] !== 'off' && right[i] !== 'off')).toEqual([]);
      await expectAgreement(platform, 'left');
      await expectAgreement(platform, 'right');
    },
    absent: (platform) => expectUnknown(platform, ['left', 'right']),
  },
  {
    capability: 'holdout',
    title: 'a holdout keeps a part of the visitors out of everything, and nobody else out of anything',
    async present(platform) {
      const desk = Desk.of(platform, platform.heldOut);
      const held = new Set(CROWD.filter((visitor) => desk.served('on', visitor) === 'off'));
      expect(held.size).toBeGreaterThan(CROWD.length * 0.2);
      expect(held.size).toBeLessThan(CROWD.length * 0.4);
      const usual = Desk.of(platform);
      const expected = CROWD.map((visitor) => (held.has(visitor) ? 'off' : usual.served('half', visitor)));
      expect(desk.all('half')).toEqual(expected);
      await expectAgreement(platform, 'on', CROWD, platform.heldOut);
      await expectAgreement(platform, 'half', CROWD, platform.heldOut);
    },
    absent(platform) {
      expect(platform.heldOut).toBeNull();
      const desk = Desk.of(platform);
      const causes = [...desk.program.flags.keys()].flatMap((flag) =>
        CROWD.map((visitor) => desk.decide(flag, visitor).cause),
      );
      expect(causes).not.toContain('holdout');
    },
  },
];

/** The platform has no way to write these flags: its configuration has none of them. */
export function expectUnknown(platform: PlatformCase, flags: readonly string[]): void {
  const desk = Desk.of(platform);
  for (const flag of flags) expect(desk.decide(flag, STRANGER).cause).toBe('unknown-flag');
}
