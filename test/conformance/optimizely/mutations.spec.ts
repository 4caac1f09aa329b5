import { describe, expect, it } from 'vitest';
import { explain } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import { PayloadError } from '../../../lib/errors/payload.error.js';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import { DatafileGenerator } from './generate-datafile.js';
import type { GeneratedVisitor } from './generate-visitor.js';
import { anyVisitor } from './generate-visitor.js';
import { mutate } from './mutate.js';
import { namesOf } from './names.js';
import { OfficialSdk } from './oracle.js';
import { impressionOf, observationOf, subjectOf } from './observe.js';
import { Random } from '../../support/random.js';

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 40_260_101);
const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);
const DATAFILES = 1500 * RUNS;
const VISITORS = 3;

/** What happened to the damaged datafiles of a run. */
interface Tally {
  refused: number;
  compared: number;
  threw: number;
}

/** Keys and ids of another type than text are told as text here, missing ones as the empty text: the values must be the same. */
function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWords);
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).map(([name, inner]) => [
    name,
    /^(flag|variation|rule)_?key$|^(experiment|campaign|entity)_id$/i.test(name)
      ? String(inner ?? '')
      : inWords(inner),
  ]);
  return Object.fromEntries(told);
}

function compileOrRefuse(text: string): Program | null {
  try {
    return compileOptimizely(text);
  } catch (error) {
    expect(error).toBeInstanceOf(PayloadError);
    return null;
  }
}

function compare(
  sdk: OfficialSdk,
  program: Program,
  visitor: GeneratedVisitor,
  key: string,
  report: string,
): boolean {
  const ours = explain(program, key, subjectOf(visitor, false)).decision;
  expect(ours.cause, report).not.toBe('error');
  if (!sdk.installed) return false;
  const theirs = sdk.decide(visitor, key, ['INCLUDE_REASONS']);
  if (theirs === null) return false;
  const call = {
    decisions: [observationOf(ours)],
    impressions: ours.exposures.map((one) => impressionOf(one, visitor.userId)),
    saved: ours.writes.slice(-1).map(({ document }) => document),
  };
  expect(inWords(call), report).toEqual(inWords(theirs));
  return true;
}

function runOne(seed: number, tally: Tally): void {
  const random = new Random(seed);
  const datafile = new DatafileGenerator(random).make();
  const names = namesOf(datafile);
  const damage = mutate(datafile, random);
  const text = JSON.stringify(datafile);
  const sdk = new OfficialSdk(text);
  const program = compileOrRefuse(text);
  const report = `CONFORMANCE_SEED=${seed} (first datafile): ${damage}\ndatafile: ${text}`;
  if (program === null) {
    expect(sdk.installed, report).toBe(false);
    tally.refused++;
    return;
  }
  // What the SDK refuses as a whole is used here but for a part, and that part is named.
  if (!sdk.installed) {
    expect(program.warnings, report).not.toEqual([]);
    tally.refused++;
  }
  for (let i = 0; i < VISITORS; i++) {
    const visitor = anyVisitor(random, names);
    for (const key of new Set(names.flags)) {
      if (compare(sdk, program, visitor, key, `${report}\nvisitor: ${JSON.stringify(visitor)}`))
        tally.compared++;
      else tally.threw += sdk.installed ? 1 : 0;
    }
  }
}

describe('Damaged Optimizely datafiles', () => {
  it('are decided like the official SDK does wherever it does', { timeout: 120_000 * RUNS }, () => {
    const tally: Tally = { refused: 0, compared: 0, threw: 0 };
    for (let i = 0; i < DATAFILES; i++) runOne(SEED + i, tally);
    expect(tally.compared).toBeGreaterThan(5000);
    expect(tally.refused).toBeGreaterThan(50);
    expect(tally.threw).toBeGreaterThan(5);
  });
});
