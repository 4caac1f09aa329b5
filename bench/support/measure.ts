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

/** The value that a share of all values does not exceed: 0.5 for the median. */
export function quantile(values: readonly number[] | Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The mean of the middle half of the values: as deaf to outliers as the median, and steadier where values fall into two heaps. */
export function midmean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.subarray(Math.floor(sorted.length / 4), Math.ceil((sorted.length * 3) / 4));
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Prints a ratio beside its goal; a goal that is missed fails the run. */
export function verdict(what: string, ratio: number, goal: number): void {
  console.log(`  ${what}: ${ratio.toFixed(2)}, goal ${goal}: ${ratio >= goal ? 'reached' : 'MISSED'}`);
  if (ratio < goal) process.exitCode = 1;
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
  if (goal !== undefined) verdict('ratio', ratio, goal);
  return ratio;
}

/** Prints a figure beside the most it may be; one that is larger fails the run. */
export function budget(what: string, value: number, most: number, unit: string): void {
  const kept = value <= most;
  console.log(`  ${what}: ${value.toFixed(2)} ${unit}, at most ${most}: ${kept ? 'kept' : 'EXCEEDED'}`);
  if (!kept) process.exitCode = 1;
}

/** Heap in use after a full collection, in MiB; needs `--expose-gc`. */
export function heapMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
