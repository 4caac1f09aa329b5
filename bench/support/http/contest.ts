import { midmean } from '../measure.js';
import { Child } from './child.js';
import type {
  AdapterName,
  ApplicationName,
  LoadOrder,
  LoadResult,
  ServerReport,
  Visitors,
} from './protocol.js';

/** An application under one kind of visitors. */
export interface Entry {
  readonly title: string;
  readonly application: ApplicationName;
  readonly visitors: Visitors;
}

/** How long a contest takes. */
export interface Schedule {
  /** How often every server is started afresh: one process may be a fifth faster than the next that does the same. */
  readonly legs: number;
  /** Rounds of one leg. */
  readonly rounds: number;
  /** Requests of one entry in a round. */
  readonly requests: number;
  /**
   * Rounds that are run before and do not count: the compilers are done after some 40,000 requests, and after connections have
   * come and gone a few times.
   */
  readonly warmUps: number;
}

/** What was measured of an entry, round by round. */
export interface Standing {
  readonly entry: Entry;
  readonly perSecond: number[];
  /** Processor time of the server for one request, in microseconds. */
  readonly cpuMicros: number[];
  /** The module's account of events at the end of the last leg. */
  ledger: ServerReport['ledger'];
}

/** Longest time that one entry is asked at a stretch. */
const LIMIT_MS = 15_000;

interface Runner {
  readonly standing: Standing;
  readonly server: Child;
}

/**
 * Measures applications in turns, so that a noisy machine slows all of them alike: every leg starts each of them afresh, in another
 * order. Each runs in a process of its own, and so does what asks them. Only one runs at a time: a process that has been idle for
 * seconds begins with cold caches, and the larger ones would suffer more.
 */
export async function contest(
  adapter: AdapterName,
  entries: readonly Entry[],
  schedule: Schedule,
): Promise<readonly Standing[]> {
  const standings = entries.map((entry): Standing => ({ entry, perSecond: [], cpuMicros: [], ledger: null }));
  for (let leg = 0; leg < schedule.legs; leg++) {
    const order = standings.map((_, place) => standings[(place + leg) % standings.length] as Standing);
    await runLeg(adapter, order, schedule);
  }
  return standings;
}

/** One entry's typical figure in proportion to another's. */
export function ratio(a: readonly number[], b: readonly number[]): number {
  return midmean(a) / midmean(b);
}

async function runLeg(
  adapter: AdapterName,
  standings: readonly Standing[],
  { rounds, requests, warmUps }: Schedule,
): Promise<void> {
  const load = await Child.start(new URL('./load.js', import.meta.url));
  try {
    for (const standing of standings) {
      const { application } = standing.entry;
      const server = await Child.start(
        new URL('./server.js', import.meta.url),
        [application, adapter],
        profiling(application, adapter),
      );
      try {
        const runner = { standing, server };
        for (let round = 0; round < warmUps; round++) await measure(runner, load, requests);
        for (let round = 0; round < rounds; round++) record(standing, await measure(runner, load, requests));
      } finally {
        await server.stop();
      }
    }
  } finally {
    await load.stop();
  }
}

function record(standing: Standing, { perSecond, cpuMicros, ledger }: Measured): void {
  standing.perSecond.push(perSecond);
  standing.cpuMicros.push(cpuMicros);
  standing.ledger = ledger;
}

/** With BENCH_CPU_PROFILE=<folder>, every server leaves a profile there. */
function profiling(application: ApplicationName, adapter: AdapterName): string[] {
  const folder = process.env['BENCH_CPU_PROFILE'];
  if (folder === undefined) return [];
  const name = `${adapter}-${application}-${Date.now()}.cpuprofile`;
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}`];
}

interface Measured {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly ledger: ServerReport['ledger'];
}

async function measure({ standing, server }: Runner, load: Child, count: number): Promise<Measured> {
  const { title, visitors } = standing.entry;
  const order: LoadOrder = { port: server.greeting as number, requests: count, limitMs: LIMIT_MS, visitors };
  const before = await server.ask<ServerReport>({});
  const { requests, elapsedMs, failures } = await load.ask<LoadResult>(order);
  const after = await server.ask<ServerReport>({});
  if (failures !== 0) throw new Error(`${title}: ${failures} of ${requests} requests failed`);
  return {
    perSecond: (requests * 1_000) / elapsedMs,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
    ledger: after.ledger,
  };
}
