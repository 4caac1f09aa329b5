import { evaluate } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import type { SubjectInit } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import type { Decision, StoredDocument } from '../../../lib/engine/decision.js';
import { integrationProperties } from '../../../lib/platforms/vwo/wire/integration-properties.js';
import type { VwoExposureDetails } from '../../../lib/platforms/vwo/decide/placement.js';
import { VWO_PROGRAM_FACTS } from '../../../lib/platforms/vwo/compile/settings-facts.js';
import type { Observation, VwoContext, World } from './oracle.js';
import { plain } from './oracle.js';

/** The subject of VWO's user context, as the compiler documents it. */
export function subjectOf(context: VwoContext, world: World, gatewayIsAsked: boolean): SubjectInit {
  const { id, customVariables, _vwo, ...facts } = context;
  const asksGateway =
    gatewayIsAsked && _vwo === undefined && !(context.userAgent === null && context.ipAddress === null);
  const details = (asksGateway ? world.gatewayUser : _vwo) as VwoContext['_vwo'];
  return {
    units: id === undefined ? {} : { visitor: id as string },
    attributes: customVariables,
    stored: world.stored as ReadonlyMap<string, StoredDocument> | null,
    facts: {
      ...facts,
      location: details?.location,
      userAgentInfo: details?.userAgent,
      attributeLists: world.lists,
    },
  };
}

export interface OurObservation extends Observation {
  readonly decision: Decision;
}

/** The same of our decision as is seen of the SDK's. */
export function observe(program: Program, key: string, context: VwoContext, world: World): OurObservation {
  const gatewayFeatures = program.facts.get(VWO_PROGRAM_FACTS.gatewayFeatures) as ReadonlySet<string>;
  const subject = createSubject(subjectOf(context, world, gatewayFeatures.has(key)));
  const decision = evaluate(program, key, subject);
  return {
    decision,
    on: decision.on,
    variables: decision.assignment === null ? [] : plain(decision.assignment.variation.value),
    exposures: decision.exposures.map(({ experiment, variation, details }) => {
      const properties =
        (details as VwoExposureDetails | null)?.visitorProperties ?? new Map<string, unknown>();
      return {
        id: experiment.id,
        variation: variation.id,
        visitorProperties: plain(Object.fromEntries(properties)) as Readonly<Record<string, unknown>>,
      };
    }),
    callback: plain(integrationProperties(decision, subject)),
    writes: decision.writes.map(({ document }) => plain(withoutFeatureId(document))),
  };
}

/** SDKs from 1.60 on write it, the one that is compared with does not. */
export function withoutFeatureId(document: object): object {
  return { ...document, featureId: undefined };
}
