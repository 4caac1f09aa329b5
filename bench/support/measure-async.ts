/** A contestant whose work has to be awaited: does `operations` operations each time. */
export interface AsyncContestant {
  readonly name: string;
  readonly operations: number;
  run(): Promise<void>;
}

const WARM_UP_MS = 500;
const ROUND_MS = 500;
const ROUNDS = 7;

async function rate(contestant: AsyncContestant, durationMs: number): Promise<number> {
  const start = performance.now();
  let elapsed = 0;
  let runs = 0;
  while (elapsed < durationMs) {
    await contestant.run();
    runs += 1;
    elapsed = performance.now() - start;
  }
  return (runs * contestant.operations * 1000) / elapsed;
}

/** Like `compare`, where the peer is asynchronous: alternating rounds, the median of each, the ratio to the last one. */
export async function compareAsync(
  title: string,
  contestants: readonly AsyncContestant[],
  goal: number,
): Promise<void> {
  const rates = contestants.map((): number[] => []);
  for (const contestant of contestants) await rate(contestant, WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of contestants.entries()) rates[i]?.push(await rate(contestant, ROUND_MS));
  }
  const medians = rates.map((list) => list.toSorted((a, b) => a - b)[ROUNDS >> 1] as number);
  console.log(title);
  contestants.forEach(({ name }, i) => {
    const value = Math.round(medians[i] as number).toLocaleString('en');
    console.log(`  ${name.padEnd(28)} ${value.padStart(12)} /s`);
  });
  const ratio = (medians[0] as number) / (medians.at(-1) as number);
  console.log(`  ratio ${ratio.toFixed(1)}, goal ${goal}: ${ratio >= goal ? 'reached' : 'MISSED'}`);
  if (ratio < goal) process.exitCode = 1;
}
