import { SDK } from '@absmartly/javascript-sdk';
import type { Program } from 'nestjs-experimentation/engine';
import { compileAbsmartly, createSubject, evaluate } from 'nestjs-experimentation/engine';

/*
 * Decisions per second against @absmartly/javascript-sdk: 100 experiments, 70 of them with an audience; every visitor is
 * new and takes part in all of them; both sides produce the exposures. Then the cost of a 10,000-experiment configuration.
 */

const EXPERIMENTS = 100;
const WITH_AUDIENCE = 70;
const ROUNDS = 15;
const VISITORS = 400;
const LARGE = 10_000;

const AUDIENCES = [
  [{ gte: [{ var: 'age' }, { value: 21 }] }, { eq: [{ var: 'platform' }, { value: 'ios' }] }],
  [{ in: [{ value: ['DE', 'FR', 'NL', 'ES', 'IT'] }, { var: 'country' }] }],
  [{ or: [{ eq: [{ var: 'plan' }, { value: 'pro' }] }, { lt: [{ var: 'visits' }, { value: 5 }] }] }],
  [{ not: { eq: [{ var: 'returning' }, { value: true }] } }],
  [{ match: [{ var: 'language' }, { value: '^de' }] }, { not: { null: { var: 'user/email' } } }],
].map((filter) => JSON.stringify({ filter }));

function experiment(index: number): Record<string, unknown> {
  const seed = (index + 1) * 2654435761;
  return {
    id: index + 1,
    name: `experiment_${index}`,
    iteration: 1,
    unitType: 'session_id',
    seedHi: seed % 4294967296,
    seedLo: (seed * 3) % 4294967296,
    split: index % 3 === 0 ? [0.333, 0.333, 0.334] : [0.5, 0.5],
    trafficSeedHi: (seed * 5) % 4294967296,
    trafficSeedLo: (seed * 7) % 4294967296,
    trafficSplit: index % 4 === 0 ? [0.2, 0.8] : [0, 1],
    fullOnVariant: index % 25 === 24 ? 1 : 0,
    applications: [{ name: 'shop' }],
    variants: ['A', 'B', 'C'].slice(0, index % 3 === 0 ? 3 : 2).map((name, variant) => ({
      name,
      config:
        variant === 0
          ? null
          : JSON.stringify({ [`variable_${index}.color`]: name, [`variable_${index}.size`]: variant }),
    })),
    audience: index % EXPERIMENTS < WITH_AUDIENCE ? AUDIENCES[index % AUDIENCES.length] : null,
    audienceStrict: index % 2 === 0,
    customFieldValues: null,
  };
}

function payload(count: number): { experiments: Record<string, unknown>[] } {
  return { experiments: Array.from({ length: count }, (_, index) => experiment(index)) };
}

let nextVisitor = 0;

function visitor(): { units: Record<string, string>; attributes: Record<string, unknown> } {
  const number = nextVisitor++;
  return {
    units: { session_id: `session-${number.toString(36)}-${number * 7919}` },
    attributes: {
      age: 15 + (number % 50),
      platform: number % 2 === 0 ? 'ios' : 'android',
      country: ['DE', 'US', 'FR', 'BR'][number % 4],
      plan: number % 3 === 0 ? 'pro' : 'free',
      visits: number % 10,
      returning: number % 2 === 0,
      language: number % 2 === 0 ? 'de-DE' : 'en-GB',
      user: { email: number % 5 === 0 ? null : 'a@example.com' },
    },
  };
}

interface Timing {
  decideNs: number;
  /** Making the SDK's context, or our subject. */
  prepareNs: number;
  exposures: number;
}

const names = payload(EXPERIMENTS).experiments.map((one) => one['name'] as string);

function runSdk(data: unknown): Timing {
  const timing: Timing = { decideNs: 0, prepareNs: 0, exposures: 0 };
  const eventLogger = (_context: unknown, name: string) => {
    if (name === 'exposure') timing.exposures++;
  };
  const sdk = new SDK({ client: {}, publisher: {}, provider: {}, eventLogger } as never);
  for (let i = 0; i < VISITORS; i++) {
    const { units, attributes } = visitor();
    const start = process.hrtime.bigint();
    const context = sdk.createContextWith({ units }, data as never);
    context.attributes(attributes);
    const ready = process.hrtime.bigint();
    for (const name of names) context.treatment(name);
    timing.decideNs += Number(process.hrtime.bigint() - ready);
    timing.prepareNs += Number(ready - start);
  }
  return timing;
}

function runOurs(program: Program): Timing {
  const timing: Timing = { decideNs: 0, prepareNs: 0, exposures: 0 };
  for (let i = 0; i < VISITORS; i++) {
    const { units, attributes } = visitor();
    const start = process.hrtime.bigint();
    const subject = createSubject({ units, attributes });
    const ready = process.hrtime.bigint();
    for (const name of names) timing.exposures += evaluate(program, name, subject).exposures.length;
    timing.decideNs += Number(process.hrtime.bigint() - ready);
    timing.prepareNs += Number(ready - start);
  }
  return timing;
}

/** Of the fastest round: what else runs on the machine only ever slows a round down. */
function perSecond(timings: readonly Timing[], withPreparation: boolean): number {
  const rates = timings.map((timing) => {
    const ns = timing.decideNs + (withPreparation ? timing.prepareNs : 0);
    return (VISITORS * EXPERIMENTS * 1e9) / ns;
  });
  return Math.max(...rates);
}

function compare(): void {
  const data = payload(EXPERIMENTS);
  const program = compileAbsmartly(data);
  const sdk: Timing[] = [];
  const ours: Timing[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const theirs = runSdk(data);
    const mine = runOurs(program);
    if (round === 0) continue; // warm-up
    sdk.push(theirs);
    ours.push(mine);
  }
  console.log(
    `${EXPERIMENTS} experiments, ${WITH_AUDIENCE} with audiences, ${VISITORS} new visitors a round, the fastest of ${ROUNDS} rounds each`,
  );
  console.log(`exposures a round: SDK ${sdk[0]?.exposures}, ours ${ours[0]?.exposures}`);
  for (const withPreparation of [false, true]) {
    const a = perSecond(sdk, withPreparation);
    const b = perSecond(ours, withPreparation);
    const what = withPreparation ? 'with making the context' : 'decisions only';
    console.log(`${what}: SDK ${Math.round(a)}/s, ours ${Math.round(b)}/s, ratio ${(b / a).toFixed(1)}`);
  }
}

function measureLarge(): void {
  const text = JSON.stringify(payload(LARGE));
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = process.hrtime.bigint();
  const program = compileAbsmartly(text);
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  globalThis.gc?.();
  const heap = (process.memoryUsage().heapUsed - before) / 1e6;
  console.log(
    `${program.flags.size} experiments (${(text.length / 1e6).toFixed(1)} MB of JSON): compiled in ${ms.toFixed(0)} ms, heap ${heap.toFixed(1)} MB${globalThis.gc ? '' : ' (run with --expose-gc for a steady figure)'}`,
  );
}

compare();
measureLarge();
