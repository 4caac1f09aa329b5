const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
const DURATION = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/**
 * Reads a span of time as Go writes it: `1h30m`, `500ms`, `1.5s`.
 *
 * @returns whole milliseconds; null for anything else, and for nothing at all
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): number | null {
  if (!DURATION.test(text)) return null;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(PART)) sum += Number(amount) * (UNIT_MS.get(unit ?? '') ?? 0);
  const rounded = Math.round(sum);
  return rounded > 0 ? rounded : null;
}
