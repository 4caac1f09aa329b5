import type { Assignment, Decision } from '../../engine/decision.js';
import type { ExperimentationEvent, ExposureEvent, GoalEvent, UsageEvent } from '../../ports/sink.js';
import type { ExposureScene } from '../events/pipeline.js';
import type { ScopeParts } from './scope-parts.js';

type Base = Pick<ExperimentationEvent, 'at' | 'visitor' | 'revision' | 'facts'>;

/** Offers what happens to one visitor as events: every assignment once, however often it is met. */
export class VisitorReports implements ExposureScene {
  readonly #exposures: Assignment[] = [];
  #usages: Map<string, unknown> | null = null;

  constructor(private readonly scope: ScopeParts) {}

  /** The assignments that counted, in order. */
  get exposures(): readonly Assignment[] {
    return this.#exposures;
  }

  get visitorCode(): string {
    return this.scope.profile.visitorCode;
  }

  get revision(): string {
    return this.scope.program.revision;
  }

  exposureEvent(exposure: Assignment): ExposureEvent {
    const { program, profile } = this.scope;
    // Written out: this one is on the hot path.
    return {
      kind: 'exposure',
      at: Date.now(),
      visitor: profile.forEvents(),
      revision: program.revision,
      facts: program.facts,
      exposure,
    };
  }

  /** A decision is acted upon. */
  decision(decision: Decision): void {
    const { exposures } = decision;
    for (let i = 0; i < exposures.length; i++) {
      const exposure = exposures[i] as Assignment;
      if (this.#isKnown(exposure)) continue;
      this.#exposures.push(exposure);
      this.#expose(exposure);
    }
    this.used(decision);
  }

  /** A decision is acted upon whose exposures are due, whatever was reported before. */
  due(decision: Decision): void {
    for (const exposure of decision.exposures) {
      // In a scope that lives for hours the same one may be due again and again.
      if (!this.#isKnown(exposure)) this.#exposures.push(exposure);
      this.#expose(exposure);
    }
    this.used(decision);
  }

  /** A decision is acted upon, again or for the first time. */
  used(decision: Decision): void {
    if (!this.scope.host.events.accepts('usage')) return;
    for (const prerequisite of decision.prerequisites) this.#usage(prerequisite, 'as-prerequisite');
    this.#usage(decision, 'directly');
  }

  goal(goal: string, revenue: number | undefined, properties: Readonly<Record<string, unknown>>): void {
    const { events, platform } = this.scope.host;
    const event: GoalEvent = { kind: 'goal', ...this.#base(), goal, revenue, properties };
    platform.witness?.(event);
    events.offer(event);
  }

  attributes(changed: ReadonlyMap<string, unknown>): void {
    if (!this.scope.host.events.accepts('attributes')) return;
    this.scope.host.events.offer({
      kind: 'attributes',
      ...this.#base(),
      changed,
    });
  }

  data(data: object): void {
    if (!this.scope.host.events.accepts('data')) return;
    this.scope.host.events.offer({ kind: 'data', ...this.#base(), data });
  }

  #base(): Base {
    const { program, profile } = this.scope;
    return { at: Date.now(), visitor: profile.forEvents(), revision: program.revision, facts: program.facts };
  }

  /** Whether nobody wants to hear of this usage: it was reported in this scope, with this value. */
  #isRepeat({ key, value }: Decision): boolean {
    if (this.scope.host.events.wantsEveryUsage) return false;
    const usages = (this.#usages ??= new Map());
    if (usages.has(key) && usages.get(key) === value) return true;
    usages.set(key, value);
    return false;
  }

  #isKnown(exposure: Assignment): boolean {
    for (let i = 0; i < this.#exposures.length; i++) {
      if (isSame(this.#exposures[i] as Assignment, exposure)) return true;
    }
    return false;
  }

  #expose(exposure: Assignment): void {
    const { events, platform } = this.scope.host;
    if (platform.witness === undefined) return events.expose(exposure, this);
    const event = this.exposureEvent(exposure);
    platform.witness(event);
    events.offer(event);
  }

  #usage(decision: Decision, asked: UsageEvent['asked']): void {
    if (decision.cause === 'override' || this.#isRepeat(decision)) return;
    this.scope.host.events.offer({
      kind: 'usage',
      ...this.#base(),
      decision,
      asked,
    });
  }
}

function isSame(a: Assignment, b: Assignment): boolean {
  return (
    a === b ||
    (a.experiment.key === b.experiment.key &&
      a.experiment.kind === b.experiment.kind &&
      a.variation.index === b.variation.index &&
      a.variation.key === b.variation.key &&
      a.hashAttribute === b.hashAttribute &&
      a.hashValue === b.hashValue)
  );
}
