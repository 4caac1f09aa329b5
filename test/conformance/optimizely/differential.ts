import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../lib/engine/decision.js';
import { evaluate, evaluateExperiment, explain } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import type { DecideOption } from '../../../lib/platforms/optimizely/setup/decide.options.js';
import { Coverage, expectReached } from '../../support/coverage.js';
import { Random } from '../../support/random.js';
import type { Part } from '../../support/seeded-run.js';
import { seededRun } from '../../support/seeded-run.js';
import { askFlag, askFlags, leveled } from './application.js';
import { FLOORS, seeDatafile, seeDecision, seeVisitor } from './expected-coverage.js';
import { DatafileGenerator } from './generate-datafile.js';
import type { DatafileNames, GeneratedVisitor } from './generate-visitor.js';
import { anyVisitor } from './generate-visitor.js';
import { namesOf } from './names.js';
import { impressionOf, subjectOf } from './observe.js';
import type { CallObservation } from './oracle.js';
import { OfficialSdk } from './oracle.js';

const DATAFILES = 400;
const VISITORS = 8;
const OPTIONS: readonly DecideOption[] = [
  'DISABLE_DECISION_EVENT',
  'ENABLED_FLAGS_ONLY',
  'IGNORE_USER_PROFILE_SERVICE',
  'EXCLUDE_VARIABLES',
];

/** One part of the datafiles that are compared. */
export function differential(part: Part): void {
  const run = seededRun(20_260_101, DATAFILES, part);

  describe('Optimizely decisions against the official SDK', () => {
    it(
      `are equal for ${VISITORS} visitors of each datafile (${run.title}), and have reached every feature`,
      { timeout: run.timeout },
      async () => {
        const coverage = new Coverage();
        for (const seed of run.seeds) await new Round(seed, coverage).run();
        expectReached(coverage, FLOORS, run);
      },
    );
  });
}

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

  constructor(
    readonly seed: number,
    private readonly coverage: Coverage,
  ) {
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
    seeDatafile(this.coverage, this.datafile);
    for (let i = 0; i < VISITORS; i++) {
      const visitor = anyVisitor(this.random, this.names);
      seeVisitor(this.coverage, visitor);
      for (const key of [...this.named, 'no-such-flag']) {
        await this.compareDecide(visitor, key);
        await this.comparePredicted(visitor, key);
      }
      await this.compareMany(visitor);
      for (const key of new Set(this.names.experimentKeys)) this.compareActivate(visitor, key);
    }
  }

  /** Keys of flags that can be asked for by name: an empty one is a mistake to an application. */
  private get named(): readonly string[] {
    return [...new Set(this.names.flags)].filter((key) => key !== '');
  }

  private options(): DecideOption[] {
    const { random } = this;
    return random.chance(0.6) ? ['INCLUDE_REASONS'] : ['INCLUDE_REASONS', ...random.subset(OPTIONS, 0.4)];
  }

  private async compareDecide(visitor: GeneratedVisitor, key: string): Promise<void> {
    const options = this.options();
    const ours = await askFlag(this.program, visitor, key, { defaults: options });
    this.same(visitor, `decide ${key} ${options.join()}`, ours.call, this.sdk.decide(visitor, key, options));
    seeDecision(this.coverage, ours.decision);
    // The hot path and the explained one are the same decision; only the reasons are added.
    const subject = subjectOf(visitor, false);
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
    const options = ['INCLUDE_REASONS'];
    const ours = await askFlag(this.program, visitor, key, { defaults: options, predictions: true });
    const theirs = await this.sdk.decideAsync(visitor, key, options);
    this.same(visitor, `decideAsync ${key}`, ours.call, theirs);
    const quiet = evaluate(this.program, key, subjectOf(visitor, true));
    if (ours.decision.cause === 'error')
      expectEqual(quiet.messages, ours.decision.messages, this.report(visitor, `silent ${key}`));
    seeDecision(this.coverage, ours.decision);
  }

  /** Through the `decideAll` that applications call. */
  private async compareMany(visitor: GeneratedVisitor): Promise<void> {
    const options = this.options();
    // Each once: an application that asks twice within a request gets the answer that it has.
    const keys = [
      ...new Set(this.random.list(1, 5, () => this.random.pick([...this.named, 'no-such-flag']))),
    ];
    const some = await askFlags(this.program, visitor, { options, keys });
    this.same(
      visitor,
      `decideForKeys ${keys.join()} ${options.join()}`,
      some.call,
      this.sdk.decideForKeys(visitor, keys, options),
      options,
    );
    const all = await askFlags(this.program, visitor, { options });
    this.same(
      visitor,
      `decideAll ${options.join()}`,
      all.call,
      this.sdk.decideAll(visitor, options),
      options,
    );
    for (const decision of all.decisions) seeDecision(this.coverage, decision);
  }

  private compareActivate(visitor: GeneratedVisitor, key: string): void {
    // The SDK's `activate` takes a user id and attributes: there is no way to give it segments.
    const subject = subjectOf({ ...visitor, segments: null }, false);
    const decision: Decision = evaluateExperiment(this.program, key, subject);
    const ours = {
      key: decision.value,
      impressions: decision.exposures.map((one) => impressionOf(one, visitor.userId)),
      saved: decision.writes.map(({ document }) => document),
    };
    expectEqual(ours, this.sdk.activate(visitor, key), this.report(visitor, `activate ${key}`));
    seeDecision(this.coverage, decision);
  }

  private same(
    visitor: GeneratedVisitor,
    what: string,
    ours: CallObservation,
    theirs: CallObservation | null,
    /** Of a call for several flags. */
    several?: readonly string[],
  ): void {
    if (theirs === null) this.coverage.saw('the SDK threw');
    else {
      const level = several === undefined ? theirs : leveled(theirs, visitor, several);
      expectEqual(ours, level, this.report(visitor, what));
    }
  }

  private report(visitor: GeneratedVisitor | null, what: string): string {
    return `CONFORMANCE_CASE=${this.seed}: ${what}\nvisitor: ${JSON.stringify(visitor)}\ndatafile: ${JSON.stringify(this.datafile)}`;
  }
}
