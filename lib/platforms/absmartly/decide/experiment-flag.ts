import type { Decision } from '../../../engine/decision.js';
import { NONE } from '../../../engine/decision.js';
import type { Flag, Rule } from '../../../engine/program.js';
import type { Walk } from '../../../engine/walk.js';
import { quarantinedFlag } from '../../../platform-kit/quarantined-flag.js';
import {
  answer,
  brokenDecision,
  CUSTOM,
  FULL_ON,
  NO_UNIT,
  OUTSIDE_AUDIENCE,
  OUTSIDE_TRAFFIC,
  OVERRIDE,
  sharedDecision,
  SPLIT,
  unknownDecision,
  standing,
} from './answer.js';
import type { AudienceTest } from '../targeting/compile-audience.js';
import type { CompiledExperiment } from './compiled-experiment.js';
import { unknownExperiment } from './compiled-experiment.js';
import { drawsNobody, switchRule } from './switched-off.js';
import type { UnitHashes } from '../subject/unit-uid.js';
import { indexAt, position } from './bucketing.js';

/** Makes the flag that decides an experiment: override, audience, then full on, or else unit, traffic, custom, split. */
export function experimentFlag(compiled: CompiledExperiment, hashes: UnitHashes): Flag {
  const drawn = compiled.terms.fullOnVariant === 0;
  const rules: Rule[] = [overrideRule(compiled)];
  if (drawn) rules.push(switchRule(compiled.name));
  if (compiled.audience !== null) rules.push(audienceRule(compiled, compiled.audience));
  rules.push(drawn ? drawRule(compiled, hashes) : fullOnRule(compiled));
  return {
    key: compiled.name,
    rules,
    otherwise: (walk) => answer(standing(compiled, NO_UNIT, 0, marked(walk))),
  };
}

/**
 * Makes the flag of an experiment that is not in the payload: it can be overridden, and its use is reported, unless nobody
 * may be drawn.
 */
export function unknownFlag(name: string): Flag {
  const compiled = unknownExperiment(name);
  const message = `No experiment "${name}" is running. Check the spelling, and that it is started in this application and environment.`;
  const otherwise = ({ subject }: Walk): Decision => {
    const decision = unknownDecision(compiled, message);
    return drawsNobody(subject) ? { ...decision, assignment: null, exposures: NONE } : decision;
  };
  return { key: name, rules: [overrideRule(compiled)], otherwise };
}

/** Makes the flag of an experiment that could not be compiled: it can be overridden. */
export function brokenExperiment(name: string, message: string): Flag {
  return quarantinedFlag({ key: name, message, rules: [overrideRule(unknownExperiment(name))] });
}

function overrideRule(compiled: CompiledExperiment): Rule {
  return {
    id: '',
    kind: 'override',
    decide(walk) {
      const forced = walk.subject.forcedVariations;
      if (forced.size === 0 || !forced.has(compiled.name)) return undefined;
      return answer(standing(compiled, OVERRIDE, forced.get(compiled.name), false));
    },
  };
}

/** Keeps strangers out if it is strict; else it only marks them, by the walk's cause. */
function audienceRule(compiled: CompiledExperiment, test: AudienceTest): Rule {
  const outside = compiled.strict ? sharedDecision(standing(compiled, OUTSIDE_AUDIENCE, 0, true)) : null;
  return {
    id: '',
    kind: compiled.strict ? 'strict audience' : 'audience',
    decide(walk) {
      const inside = test(walk.subject.attributes);
      if (inside === null && walk.trace !== null) walk.note('undecided');
      if (inside !== false) return undefined;
      return outside ?? walk.miss('not-targeted');
    },
  };
}

/** Whether the audience rule of this walk has marked the visitor as a stranger. */
function marked(walk: Walk): boolean {
  return walk.cause === 'not-targeted';
}

/** Prepares something for strangers and for the others, where an audience tells them apart. */
function byMark<T>(compiled: CompiledExperiment, make: (audienceMismatch: boolean) => T): (walk: Walk) => T {
  const forOthers = make(false);
  if (compiled.audience === null || compiled.strict) return () => forOthers;
  const forStrangers = make(true);
  return (walk) => (marked(walk) ? forStrangers : forOthers);
}

function fullOnRule(compiled: CompiledExperiment): Rule {
  const variant = compiled.terms.fullOnVariant;
  const decide = byMark(compiled, (mismatch) =>
    sharedDecision(standing(compiled, FULL_ON, variant, mismatch)),
  );
  return { id: '', kind: 'full-on', decide };
}

function drawRule(compiled: CompiledExperiment, hashes: UnitHashes): Rule {
  const { name, unit, traffic } = compiled;
  const outsideTraffic = byMark(compiled, (mismatch) => standing(compiled, OUTSIDE_TRAFFIC, 0, mismatch));
  const drawVariant = variantDraw(compiled);
  const decide = (walk: Walk): Decision | undefined => {
    const value = unit === null ? undefined : walk.subject.units.get(unit);
    const hash = value === undefined ? null : hashes.of(value);
    if (hash === null) return walk.miss('missing-unit');
    if (traffic === null) return undrawable(name, 'trafficSplit');
    const place = position(traffic, hash);
    if (walk.trace !== null) walk.note(`trafficSplit at ${place}`);
    if (indexAt(traffic, place) !== 1) return answer(outsideTraffic(walk), value, place);
    const custom = walk.subject.customAssignments;
    if (custom.size === 0 || !custom.has(name)) return drawVariant(walk, value, hash);
    return answer(standing(compiled, CUSTOM, custom.get(name), marked(walk)), value, place);
  };
  return { id: '', kind: 'experiment', decide };
}

type VariantDraw = (walk: Walk, unit: unknown, hash: number) => Decision;

function variantDraw(compiled: CompiledExperiment): VariantDraw {
  const split = compiled.split;
  if (split === null) return () => undrawable(compiled.name, 'split');
  const standings = byMark(compiled, (mismatch) =>
    split.limits.map((_, index) => standing(compiled, SPLIT, index, mismatch)),
  );
  return (walk, unit, hash) => {
    const bucket = position(split, hash);
    if (walk.trace !== null) walk.note(`split at ${bucket}`);
    const index = indexAt(split, bucket);
    return answer(standings(walk)[index] ?? standing(compiled, SPLIT, index, marked(walk)), unit, bucket);
  };
}

function undrawable(name: string, member: string): Decision {
  return brokenDecision(
    name,
    `Experiment "${name}" has no ${member} in the payload, so nobody can be assigned.`,
  );
}
