import type { Assignment, Decision } from '../../../lib/engine/decision.js';
import type { Subject } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { wireDecision } from '../../../lib/platforms/optimizely/wire/body.js';
import type { GeneratedVisitor } from './generate-visitor.js';
import type { Observation } from './oracle.js';

/** The subject of a generated visitor: plain data throughout. */
export function subjectOf(visitor: GeneratedVisitor, predictions: boolean): Subject {
  const forced = new Map<string, Map<string, string>>();
  for (const { flagKey, ruleKey, variationKey } of visitor.forcedDecisions) {
    const rules = forced.get(flagKey) ?? new Map<string, string>();
    forced.set(flagKey, rules.set(ruleKey ?? '$opt_null_rule_key', variationKey));
  }
  const stored = visitor.profile === null ? {} : { [visitor.userId]: visitor.profile ?? {} };
  return createSubject({
    units: { visitor: visitor.userId },
    attributes: visitor.attributes,
    forcedVariations: forced,
    customAssignments: visitor.forcedVariations,
    stored: visitor.profile === undefined ? null : stored,
    facts: {
      ...(visitor.segments === null ? {} : { qualifiedSegments: visitor.segments }),
      ...(predictions ? { cmab: visitor.predictions } : {}),
    },
  });
}

/** A decision as the official SDK would show it. */
export function observationOf(decision: Decision): Observation {
  const { assignment } = decision;
  return {
    flagKey: decision.key,
    variationKey: assignment === null ? null : assignment.variation.key,
    enabled: assignment === null ? decision.on : assignment.details?.['enabled'],
    variables: Object.fromEntries(decision.variables),
    ruleKey: assignment === null || assignment.experiment.definition === null ? null : decision.ruleId,
    reasons: decision.messages,
  };
}

/** An exposure as the official SDK puts it on the wire. */
export function impressionOf(exposure: Assignment, visitorId: string): unknown {
  const decision = wireDecision(exposure);
  const events = [{ entity_id: decision['campaign_id'], key: 'campaign_activated' }];
  return [{ visitor_id: visitorId, snapshots: [{ decisions: [decision], events }] }];
}
