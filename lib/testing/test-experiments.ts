import { AsyncLocalStorage } from 'node:async_hooks';
import { deepStrictEqual } from 'node:assert/strict';
import type { ExperimentationEvent, ExposureEvent, GoalEvent } from '../ports/sink.js';
import type { TestAnswer, TestVariant } from './test-answer.js';

/** Variations by key. */
export type TestVariants = Readonly<Record<string, TestVariant>>;

/** Values by key. */
export type TestValues = Readonly<Record<string, unknown>>;

/** An exposure as tests compare it. */
export interface RecordedExposure {
  /** The visitor code. */
  readonly visitor: string;
  /** Key of the experiment. */
  readonly experiment: string;
  /** Key of the variation. */
  readonly variation: string;
}

/** A goal as tests compare it. */
export interface RecordedGoal {
  /** The visitor code. */
  readonly visitor: string;
  /** Its name, as it was given to `track()`. */
  readonly goal: string;
  /** Undefined when the goal carries none. */
  readonly revenue: number | undefined;
  /** What else was said about it; empty when nothing was. */
  readonly properties: Readonly<Record<string, unknown>>;
}

type Answers = ReadonlyMap<string, TestAnswer>;

/**
 * What a test says and hears: which variations and values visitors get, and which exposures and goals were reported. Get it
 * from the application: `app.get(TestExperiments)`.
 */
export class TestExperiments {
  readonly #scoped = new AsyncLocalStorage<Answers>();
  #answers: Answers = new Map();
  #version = 0;
  #events: ExperimentationEvent[] = [];

  /** Changes with every {@link set} and {@link clear}, so that exposures count anew. */
  get revision(): string {
    return `test-${this.#version}`;
  }

  /** Keys that have an answer. */
  get keys(): readonly string[] {
    return [...this.#answers.keys()];
  }

  /** Sets what visitors get from their next request on; other keys keep their answers. */
  set({
    variants = {},
    values = {},
  }: {
    readonly variants?: TestVariants;
    readonly values?: TestValues;
  }): void {
    this.#answers = overlaid(this.#answers, variants, values);
    this.#version += 1;
  }

  /** Forgets answers and recorded events: for `afterEach`. */
  clear(): void {
    this.#answers = new Map();
    this.#events = [];
    this.#version += 1;
  }

  /**
   * Runs work in which visitors get these variations, whatever runs beside it: parallel tests do not see each other's. It
   * reaches what is called from the work (services, `app.inject`, `runAs`), not requests over a socket.
   */
  withVariants<T>(variants: TestVariants, work: () => T): T {
    return this.#scoped.run(overlaid(this.#current(), variants, {}), work);
  }

  /** As {@link withVariants}, for values. */
  withValues<T>(values: TestValues, work: () => T): T {
    return this.#scoped.run(overlaid(this.#current(), {}, values), work);
  }

  /** Everything that was reported, in order. */
  get events(): readonly ExperimentationEvent[] {
    return this.#events;
  }

  /** The exposures, in order. */
  get exposures(): readonly RecordedExposure[] {
    return this.#of('exposure').map(({ visitor, exposure }: ExposureEvent) => ({
      visitor: visitor.visitorCode,
      experiment: exposure.experiment.key,
      variation: exposure.variation.key,
    }));
  }

  /** The goals, in order. */
  get goals(): readonly RecordedGoal[] {
    return this.#of('goal').map(({ visitor, goal, revenue, properties }: GoalEvent) => ({
      visitor: visitor.visitorCode,
      goal,
      revenue,
      properties,
    }));
  }

  /**
   * Expects these exposures, and no others.
   *
   * @throws `AssertionError` unless exactly these were reported, in this order; visitors are not compared
   */
  expectExposures(...expected: readonly Omit<RecordedExposure, 'visitor'>[]): void {
    const actual = this.exposures.map(({ experiment, variation }) => ({ experiment, variation }));
    deepStrictEqual(actual, [...expected]);
  }

  /**
   * Expects these goals, and no others.
   *
   * @throws `AssertionError` unless exactly these were reported, in this order
   */
  expectGoals(...expected: readonly string[]): void {
    deepStrictEqual(
      this.goals.map(({ goal }) => goal),
      [...expected],
    );
  }

  /** What the test platform answers. @internal */
  answerOf(key: string): TestAnswer | undefined {
    return this.#current().get(key);
  }

  /** Takes what the module reports. @internal */
  record(event: ExperimentationEvent): void {
    this.#events.push(event);
  }

  #current(): Answers {
    return this.#scoped.getStore() ?? this.#answers;
  }

  #of<K extends ExperimentationEvent['kind']>(kind: K): Extract<ExperimentationEvent, { kind: K }>[] {
    return this.#events.filter((event) => event.kind === kind) as Extract<
      ExperimentationEvent,
      { kind: K }
    >[];
  }
}

function overlaid(answers: Answers, variants: TestVariants, values: TestValues): Answers {
  const next = new Map(answers);
  for (const [key, variant] of Object.entries(variants)) next.set(key, { kind: 'variant', variant });
  for (const [key, value] of Object.entries(values)) next.set(key, { kind: 'value', value });
  return next;
}
