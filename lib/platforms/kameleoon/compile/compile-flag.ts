import type { Experiment } from '../../../engine/decision.js';
import type { Flag, Rule } from '../../../engine/program.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { RuleParts } from '../decide/allocation-rule.js';
import { AllocationRule } from '../decide/allocation-rule.js';
import { compileArms } from '../decide/arms.js';
import type { Bucketer } from '../decide/bucketing.js';
import { CodeReader } from '../decide/bucketing.js';
import type { ServedVariation } from '../payload/compile-variables.js';
import { compileVariation } from '../payload/compile-variables.js';
import type { ConsentPolicy } from '../decide/consent-policy.js';
import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import type { ExclusiveGroup } from '../decide/exclusive-group.js';
import { groupStep } from '../decide/exclusive-group.js';
import { FlagDecisions } from '../decide/answer.js';
import type { FlagShape, RuleShape } from '../payload/flag-shape.js';
import type { Holdout } from '../decide/holdout.js';
import { holdoutStep } from '../decide/holdout.js';
import { textOf } from '../payload/raw.js';
import type { SegmentLibrary } from '../targeting/segment-library.js';
import { environmentStep, simulationStep, visitorCodeStep } from '../decide/visitor-steps.js';

/** What all flags of a data file are compiled against. */
export interface FlagParts {
  readonly bucketer: Bucketer;
  readonly consent: ConsentPolicy;
  readonly customData: CustomDataDefinitions;
  /** Index of custom data by definition id; null when flags name their index themselves. */
  readonly customDataById: ReadonlyMap<unknown, unknown> | null;
  readonly holdout: Holdout | null;
  readonly groups: ReadonlyMap<unknown, ExclusiveGroup>;
  readonly segments: SegmentLibrary;
  readonly forcible: ReadonlyMap<string, RuleShape>;
}

/** A flag, compiled, with what the catalog needs of it. */
export interface CompiledFlag {
  readonly flag: Flag;
  readonly variations: ReadonlyMap<string, ServedVariation>;
  readonly rules: readonly AllocationRule[];
}

/** Compiles a usable flag: visitor code, environment, simulation, holdout, exclusive group, then its rules in file order. */
export function compileFlag(shape: FlagShape, context: FlagParts): CompiledFlag {
  const variations = compileVariations(shape);
  const defaultKey = own(shape.raw, 'defaultVariationKey') ?? null;
  const answers = new FlagDecisions(shape.key, defaultKey === null ? null : textOf(defaultKey), variations);
  const codes = codesOf(shape, context);
  const { bucketer, consent } = context;
  const shared: RuleParts = { variations, answers, codes, bucketer, consent };
  const rules = shape.rules.map((rule, index) => {
    const segment = context.segments.ofRule(rule, `${shape.path}.rules[${index}]`);
    const last = context.forcible.get(rule.experimentKey) ?? rule;
    const forcible = last === rule ? null : compileArms(last.arms, variations);
    return new AllocationRule(rule, experimentOf(rule, shape), segment, forcible, shared);
  });
  const steps: Rule[] = [visitorCodeStep(answers)];
  if (!shape.enabled) steps.push(environmentStep(answers));
  steps.push(simulationStep(answers, rules));
  if (context.holdout !== null) steps.push(holdoutStep(context.holdout, answers, codes, bucketer, consent));
  const group = context.groups.get(own(shape.raw, 'mutuallyExclusiveGroup'));
  if (group !== undefined) steps.push(groupStep(group, shape.raw, answers, codes, bucketer));
  return { flag: assemble(answers, [...steps, ...rules]), variations, rules };
}

/** Apart, so that no flag holds on to the file. */
function assemble(answers: FlagDecisions, rules: readonly Rule[]): Flag {
  return { key: answers.key, rules, otherwise: (walk) => answers.fallback(walk, walk.cause) };
}

/** Of variations with the same key the first counts. */
function compileVariations(shape: FlagShape): ReadonlyMap<string, ServedVariation> {
  const variations = new Map<string, ServedVariation>();
  for (const raw of shape.variations) {
    const variation = compileVariation(raw);
    if (!variations.has(variation.key)) variations.set(variation.key, variation);
  }
  return variations;
}

function codesOf(shape: FlagShape, context: FlagParts): CodeReader {
  const id = own(shape.raw, 'bucketingCustomDataId') ?? null;
  const byId = context.customDataById;
  const index = id !== null && byId !== null ? byId.get(id) : own(shape.raw, 'bucketingCustomDataIndex');
  return typeof index === 'number'
    ? new CodeReader(index, context.customData.nameByIndex.get(index))
    : new CodeReader(null, undefined);
}

function experimentOf(rule: RuleShape, flag: FlagShape): Experiment {
  const { experimentId } = rule;
  return {
    key: rule.experimentKey,
    id: typeof experimentId === 'number' || typeof experimentId === 'string' ? experimentId : null,
    name: null,
    kind: rule.type,
    definition: {
      experimentId,
      ruleId: rule.id,
      flagId: flag.id,
      targetedDelivery: rule.type === 'TARGETED_DELIVERY',
    },
  };
}
