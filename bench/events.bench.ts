/** What offering an event costs the request that does it, and what a million visitors leave behind in memory. */
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { VisitorExperiments } from 'nestjs-experimentation';
import {
  callbackSink,
  ExperimentationModule,
  Experiments,
  growthbook,
  ndjsonFileSink,
} from 'nestjs-experimentation';
import { benchPayload } from './support/growthbook-payload.js';
import { budget, heapMiB, quantile } from './support/measure.js';

/** An experiment that everybody takes part in. */
const EXPERIMENT = 'feature-7';
/** Visitors whose events are offered without a pause: they fit into the queue. */
const BLOCK = 1_000;
const WARM_UP_BLOCKS = 100;
const BLOCKS = 200;
const MAX_OFFER_MICROS = 2;

const MILLION = 1_000_000;
/** Where the memory of exposures is full at the latest. */
const FULL = 200_000;
const MAX_GROWTH_MIB = 2;

const folder = await mkdtemp(join(tmpdir(), 'experimentation-bench-'));
let counted = 0;

@Module({
  imports: [
    ExperimentationModule.forRoot({
      platform: growthbook({ payload: benchPayload() }),
      refresh: false,
      sinks: [
        ndjsonFileSink({ path: join(folder, 'events.ndjson') }),
        callbackSink({ name: 'counter', onBatch: (batch) => void (counted += batch.length) }),
      ],
    }),
  ],
})
class BenchApp {}

let visits = 0;

function visitorsOf(experiments: Experiments, count: number): VisitorExperiments[] {
  return Array.from({ length: count }, () =>
    experiments.forVisitor({ visitorCode: `7c9e6679-7425-40de-944b-${String(visits++).padStart(12, '0')}` }),
  );
}

/** Microseconds that each call takes, the clock's own time included. */
function timeEach(
  visitors: readonly VisitorExperiments[],
  call: (visitor: VisitorExperiments) => unknown,
): number[] {
  return visitors.map((visitor) => {
    const start = process.hrtime.bigint();
    call(visitor);
    return Number(process.hrtime.bigint() - start) / 1_000;
  });
}

interface Offer {
  readonly name: string;
  readonly call: (visitor: VisitorExperiments) => unknown;
}

const OFFERS: readonly Offer[] = [
  { name: 'nothing (the clock alone)', call: () => undefined },
  { name: 'exposure of a new visitor', call: (visitor) => visitor.variation(EXPERIMENT) },
  { name: 'exposure known already', call: (visitor) => visitor.variation(EXPERIMENT) },
  { name: 'goal with revenue', call: (visitor) => visitor.track('purchase', { revenue: 42 }) },
];

/** Offers one event each for many visitors, whose decision is made before; deliveries happen between the blocks. */
async function timeOffers(experiments: Experiments): Promise<void> {
  const micros = OFFERS.map((): number[] => []);
  for (let block = 0; block < WARM_UP_BLOCKS + BLOCKS; block++) {
    const first = visitorsOf(experiments, BLOCK);
    const again = first.map(({ visitorCode }) => experiments.forVisitor({ visitorCode }));
    for (const visitor of [...first, ...again]) visitor.peekVariation(EXPERIMENT);
    const groups = [first, first, again, first];
    OFFERS.forEach(({ call }, i) => {
      const times = timeEach(groups[i] as readonly VisitorExperiments[], call);
      if (block >= WARM_UP_BLOCKS) micros[i]?.push(...times);
    });
    await experiments.flush();
  }
  console.log(`offering an event, ${(BLOCK * BLOCKS).toLocaleString('en')} of each, two sinks attached`);
  OFFERS.forEach(({ name }, i) => {
    const of = (share: number): string =>
      quantile(micros[i] as number[], share)
        .toFixed(2)
        .padStart(7);
    console.log(`  ${name.padEnd(28)} median ${of(0.5)} µs  p90 ${of(0.9)} µs  p99 ${of(0.99)} µs`);
  });
  OFFERS.forEach(({ name }, i) => {
    if (i !== 0) budget(name, quantile(micros[i] as number[], 0.5), MAX_OFFER_MICROS, 'µs at the median');
  });
}

/** Exposes a million visitors once and looks at the heap on the way. */
async function fillMemory(experiments: Experiments): Promise<void> {
  console.log(`${MILLION.toLocaleString('en')} visitors, one exposure each`);
  const heaps = new Map<number, number>();
  for (let seen = 0; seen <= MILLION; seen += FULL) {
    heaps.set(seen, heapMiB());
    console.log(
      `  after ${seen.toLocaleString('en').padStart(9)}  ${heaps.get(seen)?.toFixed(1)} MiB of heap`,
    );
    if (seen < MILLION) await expose(experiments, FULL);
  }
  const growth = (heaps.get(MILLION) as number) - (heaps.get(FULL) as number);
  budget(`growth after the first ${FULL.toLocaleString('en')}`, growth, MAX_GROWTH_MIB, 'MiB');
}

async function expose(experiments: Experiments, count: number): Promise<void> {
  for (let seen = 0; seen < count; seen += BLOCK) {
    for (const visitor of visitorsOf(experiments, BLOCK)) visitor.variation(EXPERIMENT);
    await experiments.flush();
  }
}

function checkLedger(experiments: Experiments): void {
  const { sinks, total } = experiments.ledger();
  for (const { sink, offered, delivered, deduplicated, queued, dropped } of sinks) {
    const lost = [...dropped.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `  ${sink}: offered ${offered} = delivered ${delivered} + deduplicated ${deduplicated} + dropped ${lost} + queued ${queued}`,
    );
    if (offered !== delivered + deduplicated + lost + queued) throw new Error('the account does not add up');
  }
  if (total.dropped.size !== 0) throw new Error('events were dropped: the figures are of something else');
  if (counted === 0) throw new Error('nothing was delivered');
}

/** Each part in an application of its own, so that neither finds what the other left. */
async function withApp(part: (experiments: Experiments) => Promise<void>): Promise<void> {
  const app = await NestFactory.createApplicationContext(BenchApp, { logger: false });
  try {
    const experiments = app.get(Experiments);
    await part(experiments);
    checkLedger(experiments);
  } finally {
    await app.close();
  }
}

try {
  await withApp(timeOffers);
  await withApp(fillMemory);
} finally {
  await rm(folder, { recursive: true });
}
