import type { TernaryTest } from '../../../engine/conditions/ternary.js';
import type { Experiment } from '../../../engine/decision.js';
import type { Subject } from '../../../engine/subject.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { DecisionSource } from './answer.js';
import { engineExperiment } from './answer.js';
import type { AudienceCompiler } from '../targeting/compile-audience.js';
import type { GroupAdmission } from './split.js';
import { Bucketer, compileGroupAdmission, Split } from './split.js';
import type { Project } from '../payload/index-project.js';
import type { RuleNode } from '../payload/payload.js';
import type { VisitorReader } from '../subject/visitor.js';

/** Who a rule is for and how it divides them: shared by every flag that has the rule. */
export interface Matcher {
  /** Null: everyone. */
  readonly audience: TernaryTest<Subject> | null;
  /** Null: no group excludes. */
  readonly gate: GroupAdmission | null;
  readonly split: Split;
}

/** What the parts of one compilation share. */
export class Compilation {
  readonly bucketer = new Bucketer();
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
      gate: compileGroupAdmission(rule, groupId, groups, this.bucketer),
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

/** Whether a visitor is among those that a rule is for. */
export function isTargeted(matcher: Matcher, subject: Subject): boolean {
  return matcher.audience === null || matcher.audience(subject) === true;
}
