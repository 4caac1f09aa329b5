import type { Variation } from '../../../engine/decision.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Served } from '../payload/compile-variables.js';
import { compileServed } from '../payload/compile-variables.js';
import type { Project } from '../payload/index-project.js';
import type { VariableNode, VariationNode } from '../payload/payload.js';
import { engineId, shown } from '../payload/read-json.js';

/** A variation as one flag serves it. */
export interface Arm extends Served {
  readonly variation: Variation;
  readonly on: boolean;
  /** Goes into {@link Assignment.details}: `featureEnabled` as it came. */
  readonly details: ArmDetails;
}

/** What an exposure reports besides experiment and variation. */
export interface ArmDetails extends Readonly<Record<string, unknown>> {
  readonly enabled: unknown;
  /** Of the prediction that picked the variation; absent otherwise. */
  readonly cmabUuid?: string;
}

/** Makes the arms of one flag, each once. */
export class Arms {
  /** What the flag serves when it is off. */
  readonly off: Served;
  private readonly made = new Map<VariationNode, Arm>();

  constructor(
    private readonly project: Project,
    private readonly variables: readonly VariableNode[],
  ) {
    this.off = compileServed(variables, null, false);
  }

  /** The arm of a variation. */
  of(node: VariationNode): Arm {
    const made = this.made.get(node);
    if (made !== undefined) return made;
    const arm = this.make(node);
    this.made.set(node, arm);
    return arm;
  }

  /** Arms of a split's entries; null where it has no variation. */
  at(nodes: readonly (VariationNode | null)[]): readonly (Arm | null)[] {
    return nodes.map((node) => (node === null ? null : this.of(node)));
  }

  /** Arms by variation key; of equal keys the first. */
  byKey(nodes: readonly VariationNode[]): ReadonlyMap<string, Arm> {
    const map = new Map<string, Arm>();
    for (const node of nodes) if (!map.has(node.key)) map.set(node.key, this.of(node));
    return map;
  }

  /** Arms by key, those of the given nodes in the place of others; the same map when they are there already. */
  over(others: ReadonlyMap<string, Arm>, nodes: readonly VariationNode[]): ReadonlyMap<string, Arm> {
    const arms = nodes.map((node) => [node.key, this.of(node)] as const);
    return arms.every(([key, arm]) => others.get(key) === arm) ? others : new Map([...others, ...arms]);
  }

  private make(node: VariationNode): Arm {
    const on = Boolean(node.enabled);
    const texts = this.project.valuesByVariation.get(node.id) ?? null;
    const served = on ? compileServed(this.variables, texts, true) : this.off;
    return {
      variation: engineVariation(node, served.value),
      on,
      details: detailsOf(node.enabled),
      variables: served.variables,
      value: served.value,
    };
  }
}

const SWITCHED_ON: ArmDetails = Object.freeze({ enabled: true });
const SWITCHED_OFF: ArmDetails = Object.freeze({ enabled: false });

function detailsOf(enabled: unknown): ArmDetails {
  if (typeof enabled === 'boolean') return enabled ? SWITCHED_ON : SWITCHED_OFF;
  return Object.freeze({ enabled });
}

/** A variation in the engine's words. */
export function engineVariation(node: VariationNode, value: unknown): Variation {
  return Object.freeze({
    index: node.index,
    key: shown(own(node.raw, 'key')),
    id: engineId(node.raw),
    name: null,
    value,
  });
}

/** Stands for "no variation" in exposures. */
export const NO_VARIATION: Variation = Object.freeze({
  index: -1,
  key: '',
  id: null,
  name: null,
  value: null,
});
