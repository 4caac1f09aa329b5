import { afterAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../../lib/engine/decision.js';
import { evaluate, evaluateExperiment, explain } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import { decideFlag, decideFlags } from '../../../lib/platforms/optimizely/extras/decide-flags.js';
import type { DecideOption } from '../../../lib/platforms/optimizely/setup/decide.options.js';
import { decideOptions } from '../../../lib/platforms/optimizely/setup/decide.options.js';
import { Coverage } from './expected-coverage.js';
import { DatafileGenerator } from './generate-datafile.js';
import type { DatafileNames, GeneratedVisitor } from './generate-visitor.js';
import { anyVisitor } from './generate-visitor.js';
import { namesOf } from './names.js';
import type { CallObservation } from './observation.js';
import { OfficialSdk } from './oracle.js';
import { impressionOf, observationOf, subjectOf } from './observe.js';
import { Random } from '../../support/random.js';

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 20_260_101);
const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);
const DATAFILES = 400 * RUNS;
const VISITORS = 8;
const OPTIONS: readonly DecideOption[] = [
  'DISABLE_DECISION_EVENT',
  'ENABLED_FLAGS_ONLY',
  'IGNORE_USER_PROFILE_SERVICE',
  'EXCLUDE_VARIABLES',
];

const coverage = new Coverage();

function expectEqual(ours: unknown, theirs: unknown, report: string): void {
  expect(ours, report).toEqual(theirs);
}

/** Runs one datafile against its visitors; its own seed makes it replayable alone. */
class Round {
  private readonly random: Random;
  private readonly datafile: Record<string, unknown>;
  private readonly names: DatafileNames;
  private readonly sdk: OfficialSdk;
  private readonly program: Program;

  constructor(readonly seed: number) {
    this.random = new Random(seed);
    this.datafile = new DatafileGenerator(this.random).make();
    this.names = namesOf(this.datafile);
    const text = JSON.stringify(this.datafile);
    this.sdk = new OfficialSdk(text);
    this.program = compileOptimizely(text);
  }

  async run(): Promise<void> {
    expectEqual(this.sdk.installed, true, this.report(null, 'the SDK refuses the datafile'));
    const quarantined = this.program.warnings.filter((warning) => warning.quarantined);
    expectEqual(quarantined, [], this.report(null, 'flags are quarantined'));
    coverage.countDatafile(this.datafile);
    for (let i = 0; i < VISITORS; i++) {
      const visitor = anyVisitor(this.random, this.names);
      coverage.countVisitor(visitor);
      for (const key of [...new Set(this.names.flags), 'no-such-flag']) {
        this.compareDecide(visitor, key);
        await this.comparePredicted(visitor, key);
      }
      this.compareMany(visitor);
      for (const key of new Set(this.names.experimentKeys)) this.compareActivate(visitor, key);
    }
  }

  private options(): DecideOption[] {
    const { random } = this;
    return random.chance(0.6) ? ['INCLUDE_REASONS'] : ['INCLUDE_REASONS', ...random.subset(OPTIONS, 0.4)];
  }

  private compareDecide(visitor: GeneratedVisitor, key: string): void {
    const options = this.options();
    const subject = subjectOf(visitor, false);
    const decision = decideFlag(this.program, key, subject, decideOptions(options));
    this.same(
      visitor,
      `decide ${key} ${options.join()}`,
      callOf([decision], visitor),
      this.sdk.decide(visitor, key, options),
    );
    coverage.countDecision(decision);
    // The hot path and the explained one are the same decision; only the reasons are added.
    const hot = evaluate(this.program, key, subject);
    const explained = explain(this.program, key, subject).decision;
    expectEqual(
      { ...hot, messages: explained.messages },
      explained,
      this.report(visitor, `explained ${key}`),
    );
  }

  private async comparePredicted(visitor: GeneratedVisitor, key: string): Promise<void> {
    if (this.names.cmabIds.length === 0) return;
    const decision = decideFlag(
      this.program,
      key,
      subjectOf(visitor, true),
      decideOptions(['INCLUDE_REASONS']),
    );
    const theirs = await this.sdk.decideAsync(visitor, key, ['INCLUDE_REASONS']);
    this.same(visitor, `decideAsync ${key}`, callOf([decision], visitor), theirs);
    const quiet = evaluate(this.program, key, subjectOf(visitor, true));
    if (decision.cause === 'error')
      expectEqual(quiet.messages, decision.messages, this.report(visitor, `silent ${key}`));
    coverage.countDecision(decision);
  }

  private compareMany(visitor: GeneratedVisitor): void {
    const options = this.options();
    const keys = this.random.times(1 + this.random.int(5), () =>
      this.random.pick([...this.names.flags, 'no-such-flag']),
    );
    const subject = subjectOf(visitor, false);
    const some = decideFlags(this.program, keys, subject, decideOptions(options));
    this.same(
      visitor,
      `decideForKeys ${keys.join()} ${options.join()}`,
      {
        ...callOf([...some.decisions.values()], visitor),
        impressions: some.exposures.map((one) => impressionOf(one, visitor.userId)),
        saved: some.writes.map(({ document }) => document),
      },
      this.sdk.decideForKeys(visitor, keys, options),
      true,
    );
    const all = decideFlags(this.program, 'all', subject, decideOptions(options));
    this.same(
      visitor,
      `decideAll ${options.join()}`,
      {
        ...callOf([...all.decisions.values()], visitor),
        impressions: all.exposures.map((one) => impressionOf(one, visitor.userId)),
        saved: all.writes.map(({ document }) => document),
      },
      this.sdk.decideAll(visitor, options),
      true,
    );
    for (const decision of all.decisions.values()) coverage.countDecision(decision);
  }

  private compareActivate(visitor: GeneratedVisitor, key: string): void {
    // The SDK's `activate` takes a user id and attributes: there is no way to give it segments.
    const subject = subjectOf({ ...visitor, segments: null }, false);
    const decision = evaluateExperiment(this.program, key, subject);
    const ours = {
      key: decision.value,
      impressions: decision.exposures.map((one) => impressionOf(one, visitor.userId)),
      saved: decision.writes.map(({ document }) => document),
    };
    expectEqual(ours, this.sdk.activate(visitor, key), this.report(visitor, `activate ${key}`));
    coverage.countDecision(decision);
  }

  private same(
    visitor: GeneratedVisitor,
    what: string,
    ours: CallObservation,
    theirs: CallObservation | null,
    byKey = false,
  ): void {
    if (theirs === null) {
      coverage.count('the SDK threw');
      return;
    }
    // An object lists small integers first; the order of the answers is compared through the exposures.
    expectEqual(byKey ? sorted(ours) : ours, byKey ? sorted(theirs) : theirs, this.report(visitor, what));
  }

  private report(visitor: GeneratedVisitor | null, what: string): string {
    return `CONFORMANCE_SEED=${this.seed} (first datafile): ${what}\nvisitor: ${JSON.stringify(visitor)}\ndatafile: ${JSON.stringify(this.datafile)}`;
  }
}

function sorted(call: CallObservation): CallObservation {
  return {
    ...call,
    decisions: [...call.decisions].sort((a, b) => (String(a.flagKey) < String(b.flagKey) ? -1 : 1)),
  };
}

function callOf(decisions: readonly Decision[], visitor: GeneratedVisitor): CallObservation {
  return {
    decisions: decisions.map(observationOf),
    impressions: decisions.flatMap(({ exposures }) =>
      exposures.map((one) => impressionOf(one, visitor.userId)),
    ),
    saved: decisions.flatMap(({ writes }) => writes.slice(-1).map(({ document }) => document)),
  };
}

describe('Optimizely decisions against the official SDK', () => {
  it(
    `are equal for ${DATAFILES} datafiles of ${VISITORS} visitors each`,
    { timeout: 120_000 * RUNS },
    async () => {
      for (let i = 0; i < DATAFILES; i++) await new Round(SEED + i).run();
    },
  );

  afterAll(() => coverage.print());

  it('have reached every feature', () => {
    expect(coverage.missing()).toEqual([]);
    expect(coverage.decisions).toBeGreaterThanOrEqual(20_000);
  });
});
