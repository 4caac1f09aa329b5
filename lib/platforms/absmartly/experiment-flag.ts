import type { Decision } from '../../engine/decision.js';
import type { Flag, Rule } from '../../engine/program.js';
import type { Walk } from '../../engine/walk.js';
import {
  answer,
  brokenAnswer,
  CUSTOM,
  FULL_ON,
  NO_UNIT,
  OUTSIDE_AUDIENCE,
  OUTSIDE_TRAFFIC,
  OVERRIDE,
  SPLIT,
  unknownAnswer,
} from './assignment-answer.js';
import type { AudienceTest } from './compile-audience.js';
import type { CompiledExperiment } from './compiled-experiment.js';
import { unknownExperiment } from './compiled-experiment.js';
import type { UnitHashes } from './unit-uid.js';
import type { WeightedDraw } from './weighted-draw.js';
import { indexAt, position } from './weighted-draw.js';

/** Makes the flag that decides an experiment: override, audience, then full on, or else unit, traffic, custom, split. */
export function experimentFlag(compiled: CompiledExperiment, hashes: UnitHashes): Flag {
  const rules: Rule[] = [overrideRule(compiled)];
  if (compiled.audience !== null) rules.push(audienceRule(compiled, compiled.audience));
  rules.push(compiled.terms.fullOnVariant === 0 ? drawRule(compiled, hashes) : fullOnRule(compiled));
  return {
    key: compiled.name,
    rules,
    otherwise: (walk) => answer(compiled, NO_UNIT, 0, mismatched(walk)),
  };
}

/** Makes the flag of an experiment that is not in the payload: it can be overridden, and its use is reported. */
export function unknownFlag(name: string): Flag {
  const compiled = unknownExperiment(name);
  const message = `No experiment "${name}" is running. Check the spelling, and that it is started in this application and environment.`;
  return { key: name, rules: [overrideRule(compiled)], otherwise: () => unknownAnswer(compiled, message) };
}

/** Makes the flag of an experiment that could not be compiled: it can be overridden. */
export function quarantinedFlag(name: string, message: string): Flag {
  const decision = brokenAnswer(name, 'quarantined', message);
  return { key: name, rules: [overrideRule(unknownExperiment(name))], otherwise: () => decision };
}

function overrideRule(compiled: CompiledExperiment): Rule {
  return {
    id: '',
    kind: 'override',
    decide(walk) {
      const forced = walk.subject.forcedVariations;
      if (forced.size === 0 || !forced.has(compiled.name)) return undefined;
      return answer(compiled, OVERRIDE, forced.get(compiled.name), false);
    },
  };
}

/** Keeps strangers out if it is strict; else it only marks them, by the walk's cause. */
function audienceRule(compiled: CompiledExperiment, test: AudienceTest): Rule {
  return {
    id: '',
    kind: compiled.strict ? 'strict audience' : 'audience',
    decide(walk) {
      const inside = test(walk.subject.attributes);
      if (inside === null && walk.trace !== null) walk.note('undecided');
      if (inside !== false) return undefined;
      return compiled.strict ? answer(compiled, OUTSIDE_AUDIENCE, 0, true) : walk.miss('not-targeted');
    },
  };
}

/** Whether the audience rule of this walk has marked the visitor as a stranger. */
function mismatched(walk: Walk): boolean {
  return walk.cause === 'not-targeted';
}

function fullOnRule(compiled: CompiledExperiment): Rule {
  const variant = compiled.terms.fullOnVariant;
  return { id: '', kind: 'full-on', decide: (walk) => answer(compiled, FULL_ON, variant, mismatched(walk)) };
}

function drawRule(compiled: CompiledExperiment, hashes: UnitHashes): Rule {
  const { name, unit, traffic, split } = compiled;
  return {
    id: '',
    kind: 'experiment',
    decide(walk) {
      const value = unit === null ? undefined : walk.subject.units.get(unit);
      const hash = value === undefined ? null : hashes.of(value);
      if (hash === null) return walk.miss('missing-unit');
      if (traffic === null) return undrawable(name, 'trafficSplit');
      const place = position(traffic, hash);
      if (indexAt(traffic, place) !== 1) {
        return answer(compiled, OUTSIDE_TRAFFIC, 0, mismatched(walk), { unit: value, bucket: place });
      }
      const custom = walk.subject.customAssignments;
      if (custom.size !== 0 && custom.has(name)) {
        return answer(compiled, CUSTOM, custom.get(name), mismatched(walk), { unit: value, bucket: place });
      }
      if (split === null) return undrawable(name, 'split');
      return drawn(compiled, split, hash, value, walk);
    },
  };
}

function drawn(
  compiled: CompiledExperiment,
  split: WeightedDraw,
  hash: number,
  unit: unknown,
  walk: Walk,
): Decision {
  const bucket = position(split, hash);
  return answer(compiled, SPLIT, indexAt(split, bucket), mismatched(walk), { unit, bucket });
}

function undrawable(name: string, member: string): Decision {
  return brokenAnswer(
    name,
    'invalid-rule',
    `Experiment "${name}" has no ${member} in the payload, so nobody can be assigned.`,
  );
}
