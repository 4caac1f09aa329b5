import { describe, expect, it } from 'vitest';
import { evaluate, evaluateExperiment } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import { decideFlag, decideFlags } from '../../../lib/platforms/optimizely/extras/decide-flags.js';
import { decideOptions } from '../../../lib/platforms/optimizely/setup/decide.options.js';
import { DatafileGenerator } from './generate-datafile.js';
import type { DatafileNames, GeneratedVisitor } from './generate-visitor.js';
import { anyVisitor } from './generate-visitor.js';
import { namesOf } from './names.js';
import { OfficialSdk } from './oracle.js';
import { impressionOf, observationOf, subjectOf } from './observe.js';
import { Random } from '../../support/random.js';

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 60_260_101);
const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);
const DATAFILES = 120 * RUNS;
const VISITORS = 5;
const OPTIONS = [
  'DISABLE_DECISION_EVENT',
  'ENABLED_FLAGS_ONLY',
  'IGNORE_USER_PROFILE_SERVICE',
  'INCLUDE_REASONS',
  'EXCLUDE_VARIABLES',
  'IGNORE_CMAB_CACHE',
  'NO_SUCH_OPTION',
];

/** How a client was set up and is asked. */
class Round {
  readonly random: Random;
  readonly names: DatafileNames;
  readonly sdk: OfficialSdk;
  readonly program: Program;
  readonly defaults: string[];
  private readonly text: string;

  constructor(readonly seed: number) {
    this.random = new Random(seed);
    const datafile = new DatafileGenerator(this.random).make();
    this.names = namesOf(datafile);
    this.text = JSON.stringify(datafile);
    this.defaults = this.random.subset(OPTIONS, 0.3);
    this.sdk = new OfficialSdk(this.text, this.defaults);
    this.program = compileOptimizely(this.text);
  }

  visitors(): GeneratedVisitor[] {
    return this.random.times(VISITORS, () => anyVisitor(this.random, this.names));
  }

  report(visitor: GeneratedVisitor, what: string): string {
    return `CONFORMANCE_SEED=${this.seed} (first datafile): ${what}\ndefaults: ${this.defaults.join()}\nvisitor: ${JSON.stringify(visitor)}\ndatafile: ${this.text}`;
  }
}

function rounds(): Round[] {
  return Array.from({ length: DATAFILES }, (_, i) => new Round(SEED + i));
}

/** An answer to several flags: `decideAll`, or the parts of `decide` that are kept. */
function manyOf(round: Round, visitor: GeneratedVisitor, predictions: boolean, options: unknown): unknown {
  const { decisions, exposures, writes } = decideFlags(
    round.program,
    'all',
    subjectOf(visitor, predictions),
    decideOptions(round.defaults, options),
  );
  return {
    decisions: [...decisions.values()].map(observationOf),
    impressions: exposures.map((one) => impressionOf(one, visitor.userId)),
    saved: writes.map(({ document }) => document),
  };
}

/** An object lists small integers first, and what runs at once gives its reasons in another order. */
function comparable(call: unknown, reasons: boolean): unknown {
  if (call === null) return null;
  const { decisions, ...others } = call as { decisions: { flagKey: string; reasons: unknown }[] };
  const told = reasons ? decisions : decisions.map((one) => ({ ...one, reasons: null }));
  return { ...others, decisions: [...told].sort((a, b) => (a.flagKey < b.flagKey ? -1 : 1)) };
}

describe('Optimizely calls against the official SDK', () => {
  it('unite the options of the client and of the call', () => {
    for (const round of rounds()) {
      for (const visitor of round.visitors()) {
        const options = round.random.chance(0.1) ? 'INCLUDE_REASONS' : round.random.subset(OPTIONS, 0.3);
        const report = round.report(visitor, `options ${String(options)}`);
        for (const key of new Set(round.names.flags)) {
          const theirs = round.sdk.decide(visitor, key, options as string[]);
          const decision = decideFlag(
            round.program,
            key,
            subjectOf(visitor, false),
            decideOptions(round.defaults, options),
          );
          if (theirs === null) continue;
          expect(observationOf(decision), report).toEqual(theirs.decisions[0]);
          expect(decision.exposures.length, report).toBe(theirs.impressions.length);
          expect(
            decision.writes.slice(-1).map(({ document }) => document),
            report,
          ).toEqual(theirs.saved);
        }
        const theirs = round.sdk.decideAll(visitor, options as string[]);
        if (theirs === null) continue;
        expect(comparable(manyOf(round, visitor, false, options), true), report).toEqual(
          comparable(theirs, true),
        );
      }
    }
  });

  it('decide all flags with predictions', async () => {
    let failures = 0;
    for (const round of rounds()) {
      if (round.names.cmabIds.length === 0) continue;
      for (const visitor of round.visitors()) {
        const options = round.random.subset(OPTIONS, 0.2);
        const theirs = await round.sdk.decideAllAsync(visitor, options);
        if (theirs === null) continue;
        const ours = manyOf(round, visitor, true, options);
        const report = round.report(visitor, `decideAllAsync ${options.join()}`);
        expect(comparable(ours, false), report).toEqual(comparable(theirs, false));
        failures += theirs.decisions.filter(
          ({ variationKey, reasons }) => variationKey === null && reasons.length,
        ).length;
      }
    }
    expect(failures).toBeGreaterThan(0);
  });

  it('older than decide have their answers in a decision', () => {
    for (const round of rounds()) {
      for (const visitor of round.visitors()) {
        // These know user ids and attributes only.
        const plain = { ...visitor, segments: null, forcedDecisions: [] };
        const subject = subjectOf(plain, false);
        for (const key of new Set(round.names.flags)) {
          if (key === '') continue;
          const decision = evaluate(round.program, key, subject);
          const report = round.report(plain, `older methods for ${key}`);
          const { answer, impressions } = round.sdk.older(plain, (client) =>
            client.getAllFeatureVariables(key, plain.userId, plain.attributes as never),
          );
          // Null also stands for a failure, which is told to nobody.
          if (answer === null) continue;
          expect(Object.fromEntries(decision.variables), report).toEqual(answer);
          expect(impressions, report).toEqual([]);
          const enabled = round.sdk.older(plain, (client) =>
            client.isFeatureEnabled(key, plain.userId, plain.attributes as never),
          );
          // Only `true` itself counts as on here, and a holdout that spares deliveries is not reported.
          expect(decision.assignment?.details?.['enabled'] === true, report).toBe(enabled.answer);
          const exposures = decision.exposures.map((one) => impressionOf(one, plain.userId));
          expect(exposures.slice(0, enabled.impressions.length), report).toEqual(enabled.impressions);
        }
        for (const key of new Set(round.names.experimentKeys)) {
          const { answer } = round.sdk.older(plain, (client) =>
            client.getVariation(key, plain.userId, plain.attributes as never),
          );
          const ours = evaluateExperiment(round.program, key, subject);
          expect(ours.value, round.report(plain, `getVariation ${key}`)).toBe(answer);
        }
      }
    }
  });

  it('refuse visitors without an id', () => {
    const [round] = rounds();
    const { program, sdk, names } = round as Round;
    expect(() => sdk.client.createUserContext('undefined')).toThrow('Invalid identifier');
    for (const key of names.flags) {
      const subject = createSubject({ units: { visitor: 'undefined' } });
      expect(evaluate(program, key, subject).cause).toBe('missing-unit');
    }
  });
});
