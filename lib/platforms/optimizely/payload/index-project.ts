import type { Steps } from '../../../engine/stepwise.js';
import type {
  Datafile,
  ExperimentNode,
  Fault,
  FlagNode,
  GroupNode,
  HoldoutNode,
  Json,
  RolloutNode,
  VariationNode,
} from './payload.js';
import type { Warn } from './read-json.js';
import { objectOrder } from './read-json.js';

/** The datafile with its cross-references followed: what the rules of flags are compiled from. */
export interface Project {
  readonly experimentsById: ReadonlyMap<string, ExperimentNode>;
  readonly experimentsByKey: ReadonlyMap<string, ExperimentNode>;
  readonly groups: ReadonlyMap<string, GroupNode>;
  readonly rollouts: ReadonlyMap<string, RolloutNode>;
  /** Every variation of the project by id; of equal ids the last. */
  readonly variationsById: ReadonlyMap<string, VariationNode>;
  /** Texts of variables, `{ id, value }`, by variation id. */
  readonly valuesByVariation: ReadonlyMap<string, readonly Json[]>;
  readonly globalHoldouts: readonly HoldoutNode[];
  readonly localHoldouts: ReadonlyMap<string, readonly HoldoutNode[]>;
  /** The flags to compile, in the order of the official SDK's `decideAll`. */
  readonly flags: readonly IndexedFlag[];
}

/** A flag and its variations, in the order in which they are searched by key. */
export interface IndexedFlag {
  readonly node: FlagNode;
  readonly variations: readonly VariationNode[];
  readonly fault: Fault | null;
}

const NO_RULES: readonly ExperimentNode[] = [];

/**
 * Follows the cross-references of a datafile. The nodes' variations and traffic may grow here (feature rollouts).
 *
 * @param faultOf - what keeps a holdout from being used: such a one is left out
 */
export function* indexProject(
  datafile: Datafile,
  faultOf: (holdout: HoldoutNode) => Fault | null,
  warn: Warn,
): Steps<Project> {
  const experimentsById = new Map<string, ExperimentNode>();
  const experimentsByKey = new Map<string, ExperimentNode>();
  const variationsById = new Map<string, VariationNode>();
  const valuesByVariation = new Map<string, readonly Json[]>();
  for (const experiment of datafile.experiments) {
    experimentsByKey.set(experiment.key, experiment);
    experimentsById.set(experiment.id, experiment);
    for (const variation of experiment.variations) {
      variationsById.set(variation.id, variation);
      if (variation.values !== null) valuesByVariation.set(variation.id, variation.values);
    }
    yield;
  }
  const flags = yield* indexFlags(datafile, experimentsById, warn);
  const globalHoldouts = usable(datafile.globalHoldouts, faultOf, warn);
  const locals = usable(datafile.localHoldouts, faultOf, warn);
  for (const holdout of [...globalHoldouts, ...locals]) {
    for (const variation of holdout.variations) variationsById.set(variation.id, variation);
  }
  return {
    experimentsById,
    experimentsByKey,
    groups: datafile.groups,
    rollouts: datafile.rollouts,
    variationsById,
    valuesByVariation,
    globalHoldouts,
    localHoldouts: byRule(locals),
    flags: objectOrder(flags.keys()).map((key) => flags.get(key) as IndexedFlag),
  };
}

/** Flags by key; of equal keys the last counts. */
function* indexFlags(
  datafile: Datafile,
  experiments: ReadonlyMap<string, ExperimentNode>,
  warn: Warn,
): Steps<ReadonlyMap<string, IndexedFlag>> {
  const flags = new Map<string, IndexedFlag>();
  for (const node of datafile.flags) {
    if (flags.has(node.key))
      warn(
        `${node.path}.key`,
        `Expected flag keys to differ, got "${node.key}" again. The last flag counts.`,
      );
    flags.set(node.key, indexFlag(node, experiments, datafile.rollouts));
    yield;
  }
  return flags;
}

/** Gathers the flag's variations by id, in JavaScript object order; joins everyone-else's into feature rollouts on the way. */
function indexFlag(
  node: FlagNode,
  experiments: ReadonlyMap<string, ExperimentNode>,
  rollouts: ReadonlyMap<string, RolloutNode>,
): IndexedFlag {
  const rules = (node.rolloutId === null ? undefined : rollouts.get(node.rolloutId))?.rules ?? NO_RULES;
  const everyoneElse = rules.at(-1)?.variations[0];
  const byId = new Map<string, VariationNode>();
  let fault = node.fault;
  for (const id of node.experimentIds) {
    const experiment = experiments.get(id);
    if (experiment === undefined) fault ??= unknownExperiment(node, id);
    if (experiment?.featureRollout === true && everyoneElse !== undefined) {
      if (experiment.extendable) join(experiment, everyoneElse);
      else fault ??= notExtendable(experiment);
    }
    for (const variation of experiment?.variations ?? []) byId.set(variation.id, variation);
  }
  for (const rule of rules) for (const variation of rule.variations) byId.set(variation.id, variation);
  return { node, variations: objectOrder(byId.keys()).map((id) => byId.get(id) as VariationNode), fault };
}

function unknownExperiment(flag: FlagNode, id: string): Fault {
  return {
    path: `${flag.path}.experimentIds`,
    message: `Expected ids of experiments of this datafile, got "${id}".`,
  };
}

function notExtendable(experiment: ExperimentNode): Fault {
  return {
    path: experiment.path,
    message: 'Expected a feature rollout (type "fr") to have lists "variations" and "trafficAllocation".',
  };
}

function join(experiment: ExperimentNode, variation: VariationNode): void {
  experiment.variations.push(variation);
  experiment.traffic?.push({ entityId: variation.raw['id'], end: 10_000 });
}

function usable(
  holdouts: readonly HoldoutNode[],
  faultOf: (holdout: HoldoutNode) => Fault | null,
  warn: Warn,
): HoldoutNode[] {
  return holdouts.filter((holdout) => {
    const fault = faultOf(holdout);
    if (fault !== null) warn(holdout.path, `${fault.path}: ${fault.message} The holdout is ignored.`);
    return fault === null;
  });
}

function byRule(holdouts: readonly HoldoutNode[]): ReadonlyMap<string, readonly HoldoutNode[]> {
  const map = new Map<string, HoldoutNode[]>();
  for (const holdout of holdouts) {
    for (const rule of holdout.rules ?? []) {
      const list = map.get(rule);
      if (list === undefined) map.set(rule, [holdout]);
      else list.push(holdout);
    }
  }
  return map;
}
