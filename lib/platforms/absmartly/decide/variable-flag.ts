import type { Decision } from '../../../engine/decision.js';
import { plainDecision } from '../../../engine/decision.js';
import type { Flag, Rule } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import { detailsOf } from './answer.js';
import { setsVariable } from '../payload/variant-config.js';

/**
 * Makes the flag that reads a variable: asks the owning experiments in order, and answers with the first that assigned the
 * visitor to a variant which sets it. Every experiment that was asked and serves variables is exposed, the ones that do not
 * answer included.
 */
export function variableFlag(key: string, owners: readonly string[], flags: ReadonlyMap<string, Flag>): Flag {
  const asked = new Set<string>();
  const rules = owners.map((name) => {
    const again = asked.has(name);
    asked.add(name);
    return ownerRule(key, flags.get(name) as Flag, again);
  });
  const nothing = noVariable(key);
  return { key, rules, otherwise: (walk) => walk.share(nothing) };
}

/** The answer where no experiment sets the variable for the visitor: callers answer their default. */
export function noVariable(key: string): Decision {
  return plainDecision({ key, value: null, reason: 'DEFAULT', cause: 'default', source: 'default' });
}

/** An experiment's decision as the answer to a variable; undefined when it does not set it for this visitor. */
export function variableDecision(key: string, decision: Decision): Decision | undefined {
  const assignment = decision.assignment;
  if (assignment === null) return undefined;
  const { assigned, overridden } = detailsOf(assignment);
  const config = assignment.variation.value;
  if (!(assigned || overridden) || !setsVariable(config, key)) return undefined;
  const value = config[key];
  return { ...decision, key, value, on: Boolean(value), ruleId: assignment.experiment.key };
}

/** Whether an assignment would be made anew when asked for again at once: what the application wants cannot be had. */
export function unsettled(decision: Decision, subject: Subject): boolean {
  if (decision.assignment === null) return false;
  const { overridden, variant } = detailsOf(decision.assignment);
  const name = decision.assignment.experiment.key;
  if (overridden) return subject.forcedVariations.get(name) !== variant;
  const custom = subject.customAssignments;
  return custom.has(name) && custom.get(name) !== variant;
}

function ownerRule(key: string, owner: Flag, again: boolean): Rule {
  return {
    id: owner.key,
    kind: 'variable owner',
    decide(walk) {
      const decision = walk.run(owner);
      const assignment = decision.assignment;
      if (assignment === null || assignment.variation.value === undefined) return undefined;
      if (!again || unsettled(decision, walk.subject)) walk.expose(assignment);
      const found = variableDecision(key, decision);
      return found === undefined ? undefined : { ...found, exposures: walk.exposures };
    },
  };
}
