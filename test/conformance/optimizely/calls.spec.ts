import { describe, expect, it } from 'vitest';
import { evaluate, evaluateExperiment } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import { Random } from '../../support/random.js';
import { seededRun } from '../../support/seeded-run.js';
import { askFlag, askFlags, leveled } from './application.js';
import { DatafileGenerator } from './generate-datafile.js';
import type { DatafileNames, GeneratedVisitor } from './generate-visitor.js';
import { anyVisitor } from './generate-visitor.js';
import { namesOf } from './names.js';
import type { CallObservation } from './oracle.js';
import { OfficialSdk } from './oracle.js';
import { impressionOf, subjectOf } from './observe.js';

const RUN = seededRun(60_260_101, 120);
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
    return `CONFORMANCE_CASE=${this.seed}: ${what}\ndefaults: ${this.defaults.join()}\nvisitor: ${JSON.stringify(visitor)}\ndatafile: ${this.text}`;
  }
}

function rounds(): Round[] {
  return RUN.seeds.map((seed) => new Round(seed));
}

/** Without reasons: what runs at once gives them in another order. */
function withoutReasons(call: CallObservation): CallObservation {
  return { ...call, decisions: call.decisions.map((one) => ({ ...one, reasons: [] })) };
}

describe('Optimizely calls against the official SDK', () => {
  it('unite the options of the client and of the call', { timeout: RUN.timeout }, async () => {
    for (const round of rounds()) {
      for (const visitor of round.visitors()) {
        const options = round.random.subset(OPTIONS, 0.3);
        const report = round.report(visitor, `options ${options.join()}`);
        const { program, defaults, names } = round;
        for (const key of new Set(names.flags)) {
          const theirs = round.sdk.decide(visitor, key, options);
          if (theirs === null || key === '') continue;
          const ours = await askFlag(program, visitor, key, { defaults, options });
          expect(ours.call, report).toEqual(theirs);
        }
        const theirs = round.sdk.decideAll(visitor, options);
        if (theirs === null) continue;
        const { call } = await askFlags(program, visitor, { defaults, options });
        expect(call, report).toEqual(leveled(theirs, visitor, [...defaults, ...options]));
      }
    }
  });

  it('decide all flags with predictions', { timeout: RUN.timeout }, async () => {
    let failures = 0;
    for (const round of rounds()) {
      if (round.names.cmabIds.length === 0) continue;
      for (const visitor of round.visitors()) {
        const options = round.random.subset(OPTIONS, 0.2);
        const theirs = await round.sdk.decideAllAsync(visitor, options);
        if (theirs === null) continue;
        const { program, defaults } = round;
        const { call } = await askFlags(program, visitor, { defaults, options, predictions: true });
        const level = leveled(theirs, visitor, [...defaults, ...options]);
        const report = round.report(visitor, `decideAllAsync ${options.join()}`);
        expect(withoutReasons(call), report).toEqual(withoutReasons(level));
        failures += theirs.decisions.filter(
          ({ variationKey, reasons }) => variationKey === null && reasons.length,
        ).length;
      }
    }
    expect(failures).toBeGreaterThanOrEqual(RUN.floor(1));
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
