import { mergeConfig as sdkMergeConfig } from '@absmartly/javascript-sdk';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluateVariable } from '../../../lib/engine/evaluate.js';
import type { Exposure } from '../../../lib/engine/decision.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileAbsmartly } from '../../../lib/platforms/absmartly/compile/compile.js';
import type { VariableReader } from '../../../lib/platforms/absmartly/extras/merge-config.js';
import { mergeConfig } from '../../../lib/platforms/absmartly/extras/merge-config.js';
import { experiment } from './generate-payload.js';
import { subjectInit, visitor } from './generate-visitor.js';
import { same } from './compare.js';
import { asEvents } from './observe.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { Oracle } from './oracle.js';

const RUN = seededRun(20_261_121, 1_000);
const KEYS = ['a', 'b', 'a.b', 'a.b.c', 'a.d', 'list', 'list.x', 'text.y', '1', '1.a', 'x.y.z', '', 'a.'];

/** An experiment that is full on, so that its variables apply to everybody. */
function switchedOn(random: Random, id: number): Record<string, unknown> {
  const variables = random.times(random.int(4), () => [random.pick(KEYS), random.int(100)] as const);
  const config = JSON.stringify(Object.fromEntries(variables));
  return {
    ...experiment(random, id),
    id,
    name: `exp_${id}`,
    fullOnVariant: random.int(3),
    audienceStrict: false,
    split: [0.5, 0.5],
    trafficSplit: [0, 1],
    variants: [{ config: null }, { config }, { config: random.chance(0.5) ? config : null }],
  };
}

function settings(random: Random, depth = 0): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const name of ['a', 'b', 'c', 'd', 'list', 'text', '1', 'x']) {
    if (random.chance(0.5)) continue;
    if (name === 'list') made[name] = [1, { x: 2 }];
    else
      made[name] =
        depth < 3 && random.chance(0.6) ? settings(random, depth + 1) : random.pick([1, 'text', null, true]);
  }
  return made;
}

/** Every place in order, getters read: what an application sees. */
function look(value: unknown, read: boolean): unknown {
  if (Array.isArray(value)) return value.map((inner) => look(inner, read));
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([name]) => !/^_.*_setter$/.test(name))
    .map(([name, member]) => [
      name,
      member.enumerable,
      member.get === undefined ? look(member.value, read) : read ? (member.get as () => unknown)() : 'getter',
    ]);
}

describe('configuration merged with variables agrees with @absmartly/javascript-sdk', () => {
  // The SDK prints what it leaves out or replaces.
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  });

  it(`in every one of ${RUN.title}`, { timeout: RUN.timeout }, () => {
    let getters = 0;
    for (const seed of RUN.seeds) {
      const random = new Random(seed);
      const payload = {
        experiments: random.times(1 + random.int(4), (index) => switchedOn(random, index + 1)),
      };
      const who = { ...visitor(random), overrides: [], customAssignments: [] };
      const config = settings(random);
      const before = structuredClone(config);
      const where = () => ({ seed, payload, who, config });
      const { context, exposures } = new Oracle().context(payload, who);
      const theirs: unknown = sdkMergeConfig(context, config);
      const exposed = new Map<string, Exposure>();
      const reader: VariableReader = {
        program: compileAbsmartly(payload),
        value(key) {
          const decision = evaluateVariable(this.program, key, createSubject(subjectInit(who)));
          for (const exposure of decision.exposures) {
            if (!exposed.has(exposure.experiment.key)) exposed.set(exposure.experiment.key, exposure);
          }
          return decision.value;
        },
      };
      const ours = mergeConfig(reader, config);
      same(look(ours, false), look(theirs, false), where);
      expect(exposed.size).toBe(0);
      same(look(ours, true), look(theirs, true), where);
      same(asEvents([...exposed.values()]), exposures(), where);
      same(config, before, where);
      getters += JSON.stringify(look(ours, false)).split('"getter"').length - 1;
    }
    expect(getters).toBeGreaterThanOrEqual(RUN.floor(1_000));
  });

  it('differs on purpose: names of Object.prototype are ordinary names', () => {
    const variants = [{ config: '{"constructor.b":1,"a.toString":2}' }];
    const program = compileAbsmartly({
      experiments: [{ ...switchedOn(new Random(1), 1), variants, fullOnVariant: 0 }],
    });
    const merged = mergeConfig({ program, value: (key) => key }, { a: {} });
    expect(merged['constructor']).toBe(Object);
    expect(Object.getOwnPropertyNames(merged)).toEqual(['a', 'b']);
    expect(Object.getOwnPropertyNames(merged['a'])).toEqual(['toString']);
  });
});
