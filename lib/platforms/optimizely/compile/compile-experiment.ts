import { NO_VARIABLES, plainDecision } from '../../../engine/decision.js';
import type { Flag } from '../../../engine/program.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { DecidingRule } from '../decide/answer.js';
import { messagesOf, refuse, serve } from '../decide/answer.js';
import type { Arm } from '../decide/arms.js';
import { engineVariation, NO_VARIATION } from '../decide/arms.js';
import type { Compilation } from './compilation.js';
import { ExperimentStep } from '../decide/experiment-step.js';
import type { ExperimentNode } from '../payload/payload.js';
import { ownVariation } from '../payload/payload.js';
import { Quarantine } from '../payload/quarantine.js';
import { shown } from '../payload/read-json.js';
import { beginReasons } from '../decide/reasons.js';

const ON = Object.freeze({ enabled: true });

/**
 * Compiles an experiment asked for by its own key (`activate`, `getVariation`): no forced decisions, no holdouts, no
 * predictions. Its value is the variation key.
 *
 * @throws Quarantine when it cannot be served
 */
export function compileExperiment(compilation: Compilation, node: ExperimentNode): Flag {
  if (node.fault !== null) throw new Quarantine(node.fault);
  const { visitors } = compilation;
  const origin: DecidingRule = {
    flagKey: node.key,
    source: 'experiment',
    ruleKey: node.key,
    experiment: compilation.experiment(node, 'experiment'),
    counts: true,
    unit: visitors.unit,
  };
  const step = new ExperimentStep(compilation, node, {
    found: (walk, visitorId, key, way, bucket) =>
      serve(walk, visitorId, origin, armOf(node, key), way, bucket),
    failed: null,
  });
  return {
    key: node.key,
    rules: [
      {
        id: shown(own(node.raw, 'id')),
        kind: 'experiment',
        decide(walk) {
          beginReasons(walk);
          const visitorId = visitors.id(walk.subject);
          return visitorId === null ? refuse(walk, node.key, visitors.unit) : step.decide(walk, visitorId);
        },
      },
    ],
    otherwise: (walk) => outside(walk, node.key),
  };
}

/** A key of another experiment is answered like one's own, but its exposure names no variation. */
function armOf(node: ExperimentNode, key: string): Arm {
  const found = ownVariation(node, key);
  const variation = found === undefined ? NO_VARIATION : engineVariation(found, key);
  return { variation, on: true, details: ON, variables: NO_VARIABLES, value: key };
}

function outside(walk: Walk, key: string): ReturnType<Flag['otherwise']> {
  return plainDecision({
    key,
    value: null,
    reason: 'DEFAULT',
    cause: walk.cause,
    source: 'experiment',
    writes: walk.writes,
    messages: messagesOf(walk),
  });
}
