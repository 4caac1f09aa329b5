import { own } from '../../../platform-kit/foreign-json.js';
import type { DecidingRule, DecisionSource } from './answer.js';
import type { Arm } from './arms.js';
import { Arms } from './arms.js';
import type { Compilation } from './compilation.js';
import type { IndexedFlag } from '../payload/index-project.js';
import type { RuleNode } from '../payload/payload.js';
import { shown } from '../payload/read-json.js';

/** What the rules of one flag share while they are compiled. */
export class FlagCompilation {
  readonly key: string;
  readonly arms: Arms;
  /** The flag's arms by variation key: what forced decisions choose from. */
  readonly armsByKey: ReadonlyMap<string, Arm>;

  constructor(
    readonly compilation: Compilation,
    readonly flag: IndexedFlag,
  ) {
    this.key = flag.node.key;
    this.arms = new Arms(compilation.project, flag.node.variables);
    this.armsByKey = this.arms.byKey(flag.variations);
  }

  /** What decisions of a rule share; `named` is the rule as they name it, where that is another one. */
  origin(rule: RuleNode, source: DecisionSource, named: RuleNode = rule): DecidingRule {
    return {
      flagKey: this.key,
      source,
      ruleKey: shown(own(named.raw, 'key')),
      experiment: this.compilation.experiment(named, source),
      counts: source !== 'rollout' || this.compilation.countsRollouts,
      unit: this.compilation.visitors.unit,
    };
  }
}
