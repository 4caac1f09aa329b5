/** One of the spec files that share the cases of a run, so that vitest's workers share them too. */
export interface Part {
  /** From 1. */
  readonly part: number;
  readonly of: number;
}

/** The generated cases of a spec file: each has a seed of its own, and follows from it alone. */
export interface SeededRun {
  readonly seeds: readonly number[];
  /** Which seeds these are, for the title of a test. */
  readonly title: string;
  /** Milliseconds that a test which goes through all of them may take. */
  readonly timeout: number;
  /** What these cases must reach, of what the usual number of cases must in all parts together. */
  floor(usual: number): number;
}

const WHOLE: Part = { part: 1, of: 1 };

/**
 * Lays out a run. `CONFORMANCE_SEED` moves the first seed, `CONFORMANCE_RUNS` makes it so many times as long, and
 * `CONFORMANCE_CASE` plays the one seed that a failure names, of which nothing else is demanded.
 *
 * @param first - the first seed when the environment names none
 * @param cases - how many there are in all parts together
 */
export function seededRun(first: number, cases: number, { part, of }: Part = WHOLE): SeededRun {
  const timeout = 120_000 * Math.max(1, conformanceRuns());
  const only = process.env['CONFORMANCE_CASE'];
  if (only !== undefined) {
    return { seeds: [Number(only)], title: `case ${only}`, timeout, floor: () => 0 };
  }
  const seed = conformanceSeed(first);
  const all = Math.ceil(cases * conformanceRuns());
  const from = seed + Math.floor((all * (part - 1)) / of);
  const until = seed + Math.floor((all * part) / of);
  return {
    seeds: Array.from({ length: until - from }, (_, i) => from + i),
    title: `seeds ${from} to ${until - 1}`,
    timeout,
    floor: (usual) => Math.ceil((usual * Math.min(1, conformanceRuns())) / of),
  };
}

/** The first seed of a run: `CONFORMANCE_SEED`, else the one given. */
export function conformanceSeed(fallback: number): number {
  return Number(process.env['CONFORMANCE_SEED'] ?? fallback);
}

/** How many times the usual size a conformance run has: `CONFORMANCE_RUNS`, else 1. */
export function conformanceRuns(): number {
  return Number(process.env['CONFORMANCE_RUNS'] ?? 1);
}
