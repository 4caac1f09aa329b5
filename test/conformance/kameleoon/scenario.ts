import { isDeepStrictEqual } from 'node:util';
import type { Decision } from '../../../lib/engine/decision.js';
import { evaluate } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import type { Subject } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { ExperimentationError } from '../../../lib/errors/experimentation.error.js';
import { PayloadError } from '../../../lib/errors/payload.error.js';
import { matchingAudiences } from '../../../lib/platforms/kameleoon/compile/audiences.js';
import { catalogOf } from '../../../lib/platforms/kameleoon/compile/catalog.js';
import { compileKameleoon } from '../../../lib/platforms/kameleoon/compile/compile.js';
import { checkForcedVariation } from '../../../lib/platforms/kameleoon/compile/forced-variations.js';
import {
  EvaluationFailedError,
  ExperimentConfigurationNotFoundError,
  NotActivatedError,
  NotTargetedError,
  VariationConfigurationNotFoundError,
} from '../../../lib/platforms/kameleoon/setup/kameleoon.errors.js';
import { readRemoteVisitorData } from '../../../lib/platforms/kameleoon/visitor/remote-visitor-data.js';
import { parseSimulations } from '../../../lib/platforms/kameleoon/visitor/simulations.js';
import {
  featureVariable,
  featureVariables,
  pureVisitor,
  triggerExperiment,
} from '../../../lib/platforms/kameleoon/extras/v1-calls.js';
import { VisitorMemory } from '../../../lib/platforms/kameleoon/visitor/visitor-memory.js';
import type { Coverage } from '../../support/coverage.js';
import type { Decided, Outcome, SdkVariation } from './oracle.js';
import { Oracle } from './oracle.js';
import type { Random } from '../../support/random.js';
import type { Action } from './generate-visitor.js';

/** A difference between the SDK and this module. */
export class Difference extends Error {}

/** One payload, decided by both sides while things happen to its visitors. */
export class Scenario {
  private readonly memory: VisitorMemory;
  readonly log: unknown[] = [];
  private conditions: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map();

  private constructor(
    private readonly oracle: Oracle,
    readonly program: Program,
    private readonly now: () => number,
    private readonly coverage: Coverage,
  ) {
    this.memory = new VisitorMemory({ now });
  }

  static async start(
    payload: unknown,
    now: () => number,
    coverage: Coverage,
    defaultDataFile: boolean,
  ): Promise<Scenario | null> {
    const oracle = await Oracle.start(payload, { defaultDataFile }).catch((error: unknown) => error);
    if (!(oracle instanceof Oracle)) return Scenario.refuse(payload, oracle, coverage);
    const program = compiled(payload, !defaultDataFile);
    if (program === null) {
      coverage.saw('rejected here only');
      return null;
    }
    const scenario = new Scenario(oracle, program, now, coverage);
    // A key that is no text cannot be asked for here.
    const keys = oracle.keys().filter((key) => typeof key === 'string');
    scenario.same('flag keys', keys, [...program.flags.keys()]);
    // The SDK fails such flags in the middle of a decision, where they are out of service here.
    if (program.warnings.some(({ quarantined }) => quarantined)) {
      coverage.saw('quarantined');
      return null;
    }
    return scenario;
  }

  /** What the SDK refuses as a whole may be usable in part here; whatever there is answers. */
  private static refuse(payload: unknown, error: unknown, coverage: Coverage): null {
    coverage.saw(`refused ${error instanceof Error ? error.constructor.name : String(error)}`);
    const program = compiled(payload, true);
    for (const key of program?.flags.keys() ?? [])
      evaluate(program as Program, key, createSubject({ units: { visitor: 'v' } }));
    return null;
  }

  /** Says that each flag's decision tells the answer of one condition. */
  focus(conditions: ReadonlyMap<string, Readonly<Record<string, unknown>>>): void {
    this.conditions = conditions;
  }

  /** Does the same to the visitor on both sides. */
  async act(visitorCode: string, action: Action): Promise<void> {
    this.log.push({ visitorCode, at: this.now(), ...action });
    const { customData } = catalogOf(this.program);
    switch (action.kind) {
      case 'add':
        this.memory.addData(visitorCode, action.data, customData);
        this.same('addData', this.oracle.addData(visitorCode, action.data).error, null);
        return;
      case 'remote': {
        const remote = readRemoteVisitorData(action.answer, action.filters);
        this.memory.addRemote(visitorCode, remote, customData);
        this.same(
          'remote',
          (await this.oracle.addRemote(visitorCode, action.answer, action.filters)).error,
          null,
        );
        return;
      }
      case 'consent':
        this.memory.setConsent(visitorCode, action.consent);
        this.oracle.setConsent(visitorCode, action.consent);
        return;
      case 'simulate':
        this.memory.setSimulations(visitorCode, parseSimulations(action.cookie));
        this.oracle.simulate(visitorCode, action.cookie);
        return;
      case 'force':
        this.force(visitorCode, action);
    }
  }

  /** Asks both sides for a decision. */
  decide(visitorCode: string, key: string, random: Random): void {
    const track = random.chance(0.8);
    this.log.push({ decide: key, visitorCode, at: this.now(), track });
    const theirs = this.oracle.decide(visitorCode, key, track);
    const ours = this.evaluate(visitorCode, key);
    this.compare(key, theirs, ours, track);
    this.memory.assign(visitorCode, ours.exposures);
    if (random.chance(0.1)) this.compareActive(visitorCode, key);
    if (random.chance(0.1)) this.compareVariables(visitorCode, key, random);
    this.same('assignments', this.oracle.assignments(visitorCode), this.assignments(visitorCode));
  }

  /** Triggers an experiment by its id, as the first server SDK did. */
  trigger(visitorCode: string, experimentId: number): void {
    this.log.push({ trigger: experimentId, visitorCode, at: this.now() });
    const theirs = this.oracle.trigger(visitorCode, experimentId);
    let ours: Outcome<number>;
    try {
      const { value, decision } = triggerExperiment(
        pureVisitor(this.program, this.subject(visitorCode)),
        experimentId,
      );
      ours = { value, error: null };
      this.memory.assign(visitorCode, decision.exposures);
    } catch (error) {
      if (!(error instanceof ExperimentationError)) throw error;
      ours = { value: null, error: error.constructor.name };
      if (
        error instanceof NotActivatedError ||
        error instanceof NotTargetedError ||
        error instanceof EvaluationFailedError
      ) {
        this.memory.assign(visitorCode, error.decision.exposures);
      }
    }
    const known =
      theirs.error === null || (theirs.error.endsWith('Error') && !PLAIN_ERRORS.has(theirs.error));
    const expected = known ? theirs.error : (V1_NAMES.get(theirs.error ?? '') ?? 'EvaluationFailedError');
    this.same('trigger fails', expected, ours.error);
    this.same('trigger', theirs.value, ours.value);
    this.coverage.saw(`trigger ${ours.error ?? 'value'}`);
  }

  /** Compares the lists over all flags. */
  compareLists(visitorCode: string, random: Random): void {
    this.log.push({ lists: visitorCode, at: this.now() });
    const theirs = this.oracle
      .visitorFlags(visitorCode)
      .value?.map(({ key }) => key)
      .filter((key) => typeof key === 'string');
    const ours = [...this.program.flags.keys()].filter((key) => {
      const decision = this.evaluate(visitorCode, key, { kept: false });
      this.same('exposures of what is not kept', decision.exposures.length, 0);
      return decision.on && decision.reason !== 'ERROR';
    });
    this.same('visitor flags', theirs, ours);
    const active = this.oracle.activeFlags(visitorCode);
    // It throws for a variable that cannot be read; `decideAll` here tells what can be.
    if (active.error === null)
      this.same(
        'active flags',
        [...active.value.keys()].filter((key) => typeof key === 'string'),
        ours,
      );
    const audiences = this.oracle.audiences(visitorCode);
    if (audiences.error === null)
      this.same('audiences', audiences.value, matchingAudiences(this.program, this.subject(visitorCode)));
    this.compareAll(visitorCode, random.chance(0.5));
  }

  private compareAll(visitorCode: string, onlyActive: boolean): void {
    const theirs = this.oracle.allVariations(visitorCode, onlyActive);
    const ours: [string, unknown][] = [];
    let failure: string | null = null;
    for (const key of this.program.flags.keys()) {
      const decision = this.evaluate(visitorCode, key);
      this.memory.assign(visitorCode, decision.exposures);
      if (decision.reason === 'ERROR') {
        if (PLAIN_ERRORS.has(decision.source)) continue;
        failure = decision.source;
        break;
      }
      if (decision.reason !== 'DISABLED' && (!onlyActive || decision.on)) ours.push([key, decision.value]);
    }
    this.same('getVariations fails', theirs.error, failure);
    if (theirs.error !== null) return;
    this.same(
      'getVariations',
      [...theirs.value]
        .filter(([key]) => typeof key === 'string')
        .map(([key, { key: value }]) => [key, value ?? null]),
      ours,
    );
  }

  private force(visitorCode: string, action: Extract<Action, { kind: 'force' }>): void {
    const { experimentId, variationKey, forceTargeting } = action;
    const theirs = this.oracle.force(visitorCode, experimentId, variationKey, forceTargeting);
    let ours: string | null = null;
    try {
      if (variationKey !== null) checkForcedVariation(this.program, experimentId, variationKey);
      this.memory.setForced(visitorCode, experimentId, variationKey, forceTargeting);
    } catch (error) {
      if (error instanceof ExperimentConfigurationNotFoundError) ours = 'FeatureFlagExperimentNotFound';
      else if (error instanceof VariationConfigurationNotFoundError) ours = 'FeatureFlagVariationNotFound';
      else throw error;
    }
    this.same('setForcedVariation', theirs.error, ours);
    this.coverage.saw(`force ${ours ?? 'done'}`);
  }

  private subject(visitorCode: string, more: Record<string, unknown> = {}): Subject {
    const facts = this.memory.facts(visitorCode);
    for (const name of Object.keys(more)) facts.set(name, more[name]);
    for (const name of facts.keys()) this.coverage.saw(`fact ${name}`);
    return createSubject({
      units: { visitor: visitorCode },
      facts,
      forcedVariations: this.memory.forcedVariations(visitorCode),
      customAssignments: this.memory.customAssignments(visitorCode),
      now: this.memory.time,
    });
  }

  private evaluate(visitorCode: string, key: string, more: Record<string, unknown> = {}): Decision {
    return evaluate(this.program, key, this.subject(visitorCode, more));
  }

  private assignments(visitorCode: string): Record<string, unknown> {
    const known = this.memory.facts(visitorCode).get('assignments');
    return known instanceof Map ? Object.fromEntries(known) : {};
  }

  private compare(key: string, theirs: Decided, ours: Decision, track: boolean): void {
    this.same('answer', this.answerOf(theirs.outcome), this.answerOf(this.outcomeOf(key, ours)));
    const stored = new Map(theirs.stored.map((item) => [item.experimentId, item]));
    this.same(
      'exposures',
      [...stored.values()].map((item) => [item.experimentId, item.variationId ?? null, item.isTargetedRule]),
      [...new Map(ours.exposures.map((item) => [item.experiment.key, item])).values()].map((item) => [
        item.experiment.key,
        item.variation.id,
        (item.experiment.definition as { targetedDelivery: boolean }).targetedDelivery,
      ]),
    );
    for (const { status } of theirs.stored) this.same('status', status, track ? 'unsent' : 'sent');
    if (theirs.outcome.error === null) this.compareEvent(key, theirs, ours);
    this.coverage.saw(`cause ${ours.cause}`);
    this.coverage.saw(`source ${ours.source}`);
    this.coverage.saw(`reason ${ours.reason}`);
    this.coverage.saw('decision');
    this.seeCondition(key, ours);
    if (ours.assignment?.hashUsed) this.coverage.saw(`hashed ${ours.assignment.hashAttribute}`);
  }

  private seeCondition(key: string, ours: Decision): void {
    const condition = this.conditions.get(key);
    if (condition === undefined) return;
    const type = String(condition['targetingType']);
    const answer = ours.cause === 'split' ? 'yes' : ours.cause === 'not-targeted' ? 'no' : ours.source;
    this.coverage.saw(`${type} ${answer}`);
    if (type === 'CUSTOM_DATUM')
      this.coverage.saw(`${type} ${String(condition['valueMatchType'])} ${answer}`);
    if (condition['isInclude'] === false) this.coverage.saw(`excluded ${answer}`);
  }

  private compareEvent(key: string, theirs: Decided, ours: Decision): void {
    const variation = {
      key: ours.value,
      experimentId: ours.assignment?.experiment.id ?? null,
      id: ours.assignment?.variation.id ?? null,
    };
    const [event] = theirs.events as { featureKey: string; variation: typeof variation }[];
    const told = event?.variation;
    const named = {
      key: told?.key ?? null,
      experimentId: told?.experimentId ?? null,
      id: told?.id ?? null,
    };
    this.same('event', { ...event, variation: named }, { featureKey: key, variation });
  }

  /** Our decision in the SDK's shape. */
  private outcomeOf(key: string, ours: Decision): Outcome<SdkVariation> {
    if (ours.reason === 'ERROR' || ours.reason === 'DISABLED') return { value: null, error: ours.source };
    const served = catalogOf(this.program).flags.get(key)?.variations.get(String(ours.value));
    const types = new Map((served?.variables ?? []).map(({ key: name, type }) => [name, type]));
    const last = new Map(
      (served?.variables ?? []).filter(({ failure }) => failure === null).map((item) => [item.key, item]),
    );
    const variables = new Map(
      [...ours.variables].map(([name, value]) => [
        name,
        {
          key: name,
          type: last.get(name)?.value === value ? (last.get(name)?.type ?? '') : (types.get(name) ?? ''),
          value,
        },
      ]),
    );
    this.same('on', ours.on, ours.value !== 'off');
    return {
      error: null,
      value: {
        name: served?.name ?? '',
        key: typeof ours.value === 'string' ? ours.value : undefined,
        id: (ours.assignment?.variation.id ?? null) as number | null,
        experimentId: (ours.assignment?.experiment.id ?? null) as number | null,
        variables,
      },
    };
  }

  private answerOf(outcome: Outcome<SdkVariation>): unknown {
    if (outcome.error !== null) return outcome.error;
    const { variables, key, id, experimentId, name } = outcome.value;
    const ids = { key: key ?? null, id: id ?? null, experimentId: experimentId ?? null };
    return { name, ...ids, variables: [...variables].map(([name, { value }]) => [String(name), value]) };
  }

  private compareActive(visitorCode: string, key: string): void {
    const theirs = this.oracle.isActive(visitorCode, key);
    const ours = this.evaluate(visitorCode, key);
    this.memory.assign(visitorCode, ours.exposures);
    this.same(
      'isFeatureFlagActive',
      theirs.error ?? theirs.value,
      ours.reason === 'ERROR' ? ours.source : ours.on,
    );
  }

  private compareVariables(visitorCode: string, key: string, random: Random): void {
    const subject = (): Subject => this.subject(visitorCode);
    const name = random.pick(['a', 'b', 'c', '__proto__', 'constructor', 'nothing']);
    const theirs = this.oracle.variable(visitorCode, key, name);
    const ours = this.attempt(visitorCode, key, () => {
      const { type, value } = featureVariable(pureVisitor(this.program, subject()), key, name).value;
      return { type, value };
    });
    this.sameCall('getFeatureFlagVariable', theirs, ours);
    const all = this.attempt(visitorCode, key, () =>
      featureVariables(pureVisitor(this.program, subject()), key).value.map(
        ({ key: variable, type, value }) => ({
          key: variable,
          type,
          value,
        }),
      ),
    );
    this.sameCall('getFeatureFlagVariables', this.oracle.variables(visitorCode, key), all);
  }

  private attempt<T>(visitorCode: string, key: string, call: () => T): Outcome<T> {
    // What the call assigns is kept only afterwards: it must not see its own assignment.
    const { exposures } = this.evaluate(visitorCode, key);
    try {
      return { value: call(), error: null };
    } catch (error) {
      if (!(error instanceof ExperimentationError)) throw error;
      return { value: null, error: error.constructor.name };
    } finally {
      this.memory.assign(visitorCode, exposures);
    }
  }

  private sameCall(what: string, theirs: Outcome<unknown>, ours: Outcome<unknown>): void {
    const expected = theirs.error === null ? null : (V1_NAMES.get(theirs.error) ?? 'EvaluationFailedError');
    this.same(`${what} fails`, expected, ours.error);
    if (theirs.error === null) this.same(what, theirs.value, ours.value);
    this.coverage.saw(`${what} ${ours.error ?? 'value'}`);
  }

  private same(what: string, theirs: unknown, ours: unknown): void {
    if (isDeepStrictEqual(theirs, ours)) return;
    throw new Difference(`${what}\n  SDK:  ${JSON.stringify(theirs)}\n  ours: ${JSON.stringify(ours)}`);
  }
}

/** Null for a data file that is rejected as a whole. */
function compiled(payload: unknown, downloaded: boolean): Program | null {
  try {
    return compileKameleoon(payload, { downloaded });
  } catch (error) {
    if (error instanceof PayloadError) return null;
    throw error;
  }
}

const PLAIN_ERRORS = new Set(['TypeError', 'SyntaxError', 'RangeError', 'URIError', 'Error']);

const V1_NAMES = new Map([
  ['VisitorCodeEmpty', 'VisitorCodeNotValidError'],
  ['VisitorCodeMaxLength', 'VisitorCodeNotValidError'],
  ['FeatureFlagConfigurationNotFound', 'FeatureConfigurationNotFoundError'],
  ['FeatureFlagVariationNotFound', 'VariationConfigurationNotFoundError'],
  ['FeatureFlagVariableNotFound', 'FeatureVariableNotFoundError'],
  ['FeatureFlagEnvironmentDisabled', 'NotActivatedError'],
]);
