/** Half-open intervals `[start, end)`, flattened: start0, end0, start1, end1 ... */
export type RangeTable = Float64Array;

/**
 * The interval of each weight, laid end to end. `coverage` shortens every interval from its end and leaves the starts where
 * they are, so that raising it moves nobody. Sums run left to right in doubles and are not rounded.
 */
export function rangesFromWeights(weights: readonly number[], coverage: number): RangeTable {
  const table = new Float64Array(weights.length * 2);
  let start = 0;
  weights.forEach((weight, i) => {
    table[i * 2] = start;
    table[i * 2 + 1] = start + coverage * weight;
    start += weight;
  });
  return table;
}

/** `n` weights that share everything evenly. */
export function equalWeights(n: number): readonly number[] {
  return Array.from({ length: n }, () => 1 / n);
}

/** Index of the first interval that holds `n`, or -1. */
export function chooseRange(table: RangeTable, n: number): number {
  for (let i = 0; i < table.length; i += 2) {
    if (n >= (table[i] as number) && n < (table[i + 1] as number)) return i >> 1;
  }
  return -1;
}
