import type { Experiment } from '../../../engine/decision.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { DecidingRule, DecisionSource } from '../decide/answer.js';
import { engineExperiment } from '../decide/answer.js';
import type { Arm } from '../decide/arms.js';
import { Arms } from '../decide/arms.js';
import { Bucketer } from '../decide/bucketing.js';
import { compileGroupAdmission } from '../decide/group-admission.js';
import type { Matcher } from '../decide/matcher.js';
import { Split } from '../decide/split.js';
import type { IndexedFlag, Project } from '../payload/index-project.js';
import type { RuleNode } from '../payload/payload.js';
import { shown } from '../payload/read-json.js';
import type { VisitorReader } from '../subject/visitor.js';
import type { AudienceCompiler } from '../targeting/compile-audience.js';

/** What the parts of one compilation share. */
export class Compilation {
  readonly bucketer = new Bucketer();
  /** The arms that can be forced for a flag as a whole, by its key. */
  readonly forcible = new Map<string, ReadonlyMap<string, Arm>>();
  private readonly matchers = new Map<RuleNode, Matcher>();
  private readonly experiments = new Map<DecisionSource, Map<RuleNode, Experiment>>();

  constructor(
    readonly project: Project,
    private readonly audiences: AudienceCompiler,
    readonly visitors: VisitorReader,
    /** Whether decisions of source `rollout` are exposures: the datafile's `sendFlagDecisions`. */
    readonly countsRollouts: boolean,
  ) {}

  /** @throws Quarantine when the rule cannot be read */
  matcher(rule: RuleNode): Matcher {
    const known = this.matchers.get(rule);
    if (known !== undefined) return known;
    const { experimentsById, groups, variationsById } = this.project;
    const groupId = experimentsById.get(rule.id)?.groupId ?? null;
    const matcher = {
      audience: this.audiences.compile(rule.audience, rule.path),
      admission: compileGroupAdmission(rule, groupId, groups, this.bucketer),
      split: Split.of(rule, variationsById),
    };
    this.matchers.set(rule, matcher);
    return matcher;
  }

  /** The rule as decisions name it. */
  experiment(rule: RuleNode, kind: DecisionSource): Experiment {
    const made = this.experiments.get(kind) ?? new Map<RuleNode, Experiment>();
    this.experiments.set(kind, made);
    const known = made.get(rule);
    if (known !== undefined) return known;
    const owner = kind === 'holdout' ? rule : (this.project.experimentsById.get(rule.id) ?? rule);
    const experiment = engineExperiment(rule, kind, own(owner.raw, 'layerId'));
    made.set(rule, experiment);
    return experiment;
  }
}

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
    compilation.forcible.set(this.key, this.armsByKey);
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
