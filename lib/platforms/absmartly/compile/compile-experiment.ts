import { describeValue } from '../../../platform-kit/describe-value.js';
import { compileAudience } from '../targeting/compile-audience.js';
import type { AudienceTest } from '../targeting/compile-audience.js';
import type { Arm, CompiledExperiment } from '../decide/compiled-experiment.js';
import { compileCustomFields } from '../payload/custom-field.js';
import type { ExperimentPayload, VariantPayload } from '../payload/payload.js';
import { parseConfig, variablesOf } from '../payload/variant-config.js';
import { compileDraw } from '../decide/bucketing.js';

/** Reports a part that is ignored: where (below the experiment), and what. */
export type Warn = (path: string, message: string) => void;

/** Why an experiment is out of service: where in it, and what was expected. */
export class MalformedExperiment extends Error {
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Compiles one experiment.
 *
 * @throws MalformedExperiment where the vendor's SDK would reject the whole file because of it
 */
export function compileExperiment(name: string, raw: ExperimentPayload, warn: Warn): CompiledExperiment {
  const { id, iteration, unitType, trafficSplit, fullOnVariant } = raw;
  const key = typeof id === 'string' || typeof id === 'number' ? id : null;
  return {
    name,
    experiment: { key: name, id: key, name, kind: 'experiment', definition: raw },
    terms: { id, unitType, iteration, fullOnVariant, trafficSplit },
    unit: unitType === null ? null : `${unitType as string}`,
    arms: compileArms(raw.variants),
    audience: compileAudienceOf(raw.audience, warn),
    strict: Boolean(raw.audienceStrict),
    traffic: compileDraw(trafficSplit, raw.trafficSeedHi, raw.trafficSeedLo),
    split: compileDraw(raw.split, raw.seedHi, raw.seedLo),
    customFields: compileCustomFields(raw.customFieldValues),
  };
}

function compileArms(variants: unknown): Arm[] {
  if (!Array.isArray(variants)) {
    throw new MalformedExperiment('.variants', `must be a list of variants, not ${describeValue(variants)}`);
  }
  return variants.map((variant: VariantPayload | null | undefined, index) => {
    if (variant === null || variant === undefined) {
      throw new MalformedExperiment(`.variants[${index}]`, 'must be a variant, not null');
    }
    return compileArm(variant, index);
  });
}

function compileArm(variant: VariantPayload, index: number): Arm {
  try {
    const value = parseConfig(variant.config);
    const name = typeof variant.name === 'string' ? variant.name : null;
    return { index, key: String(index), id: null, name, value, variables: variablesOf(value) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MalformedExperiment(
      `.variants[${index}].config`,
      `must be the JSON text of an object of variables (${reason})`,
    );
  }
}

function compileAudienceOf(audience: unknown, warn: Warn): AudienceTest | null {
  const text = Array.isArray(audience) ? String(audience) : audience;
  if (typeof text !== 'string' || text === '') return null;
  const { test, problem } = compileAudience(text);
  if (problem !== null) {
    warn(
      '.audience',
      `must be the JSON text {"filter": ...} (${problem}); ignored, so that it keeps nobody out`,
    );
  }
  return test;
}
