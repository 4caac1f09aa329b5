import type { Decision } from '../../../engine/decision.js';
import { plainDecision } from '../../../engine/decision.js';
import type { Flag } from '../../../engine/program.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { quarantinedFlag } from '../../../platform-kit/quarantined-flag.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import type { CompileScope } from './compilation.js';
import { compileRule } from './compile-rule.js';

/** Compiles a feature. One that has no usable shape is quarantined: it answers callers' fallbacks. */
export function compileFeature(
  key: string,
  feature: unknown,
  scope: CompileScope,
  context: PayloadLocation,
): Flag {
  const rules = own(feature, 'rules') || [];
  if (!Array.isArray(rules)) {
    context.at('rules').warn(`expected a list, got ${typeof rules}; the feature is out of service`, true);
    return quarantinedFlag({
      key,
      message: `Flag "${key}" is malformed and out of service. status().warnings tells what is wrong with it.`,
    });
  }
  if (!isObject(feature)) context.warn(`expected an object, got ${typeof feature}; it serves null`);
  return {
    key,
    rules: rules.map((rule, i) => compileRule(key, rule, scope, context.at('rules').at(i))),
    otherwise: defaultOf(key, own(feature, 'defaultValue'), rules.length > 0),
  };
}

/** The default, prepared once for each reason why nothing else applied. */
function defaultOf(key: string, defaultValue: unknown, hasRules: boolean): (walk: Walk) => Decision {
  const value = defaultValue === undefined ? null : defaultValue;
  const byCause = new Map<Cause, Decision>();
  return (walk) => {
    let decision = byCause.get(walk.cause);
    if (decision === undefined) {
      const reason = hasRules ? 'DEFAULT' : 'STATIC';
      decision = plainDecision({ key, value, reason, cause: walk.cause, source: 'defaultValue' });
      byCause.set(walk.cause, decision);
    }
    return walk.share(decision);
  };
}
