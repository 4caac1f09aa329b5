/** One contestant: runs `operations` operations each time it is called. */
export interface Contestant {
  readonly name: string;
  readonly operations: number;
  run(): void;
}

const WARM_UP_MS = 500;
const ROUND_MS = 400;
const ROUNDS = 9;

function rate(contestant: Contestant, durationMs: number): number {
  const start = performance.now();
  let elapsed = 0;
  let runs = 0;
  while (elapsed < durationMs) {
    contestant.run();
    runs += 1;
    elapsed = performance.now() - start;
  }
  return (runs * contestant.operations * 1000) / elapsed;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/**
 * Measures contestants in alternating rounds of one process, so that a noisy machine slows all of them alike, and prints
 * the median rate of each and the ratio to the last one (the peer).
 *
 * @param goal - the ratio the first contestant has to reach
 */
export function compare(title: string, contestants: readonly Contestant[], goal?: number): number {
  const rates = contestants.map((): number[] => []);
  for (const contestant of contestants) rate(contestant, WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round++) {
    contestants.forEach((contestant, i) => rates[i]?.push(rate(contestant, ROUND_MS)));
  }
  const medians = rates.map(median);
  const peer = medians.at(-1) as number;
  console.log(title);
  contestants.forEach((contestant, i) => {
    const value = medians[i] as number;
    console.log(
      `  ${contestant.name.padEnd(28)} ${Math.round(value).toLocaleString('en').padStart(12)} /s  x ${(value / peer).toFixed(2)}`,
    );
  });
  const ratio = (medians[0] as number) / peer;
  if (goal !== undefined) {
    console.log(`  ratio ${ratio.toFixed(2)}, goal ${goal}: ${ratio >= goal ? 'reached' : 'MISSED'}`);
    if (ratio < goal) process.exitCode = 1;
  }
  return ratio;
}

/** Heap in use after a full collection, in MiB; needs `--expose-gc`. */
export function heapMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
