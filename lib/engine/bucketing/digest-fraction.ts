const WORD = 2 ** 32;

/**
 * Reads a digest as one big-endian integer n of 256 bits and gives n / 2^256, rounded once to the nearest double (ties to
 * even): a number in [0, 1].
 *
 * @param words - eight 32-bit words, most significant first
 */
export function digestFraction(words: Int32Array): number {
  let first = 0;
  let scale = 1;
  while (first < 5 && words[first] === 0) {
    first++;
    scale /= WORD;
  }
  const w0 = (words[first] as number) >>> 0;
  const w1 = (words[first + 1] as number) >>> 0;
  const w2 = (words[first + 2] as number) >>> 0;
  let sticky = 0;
  for (let i = first + 3; i < words.length; i++) if (words[i] !== 0) sticky = 1;
  // Both halves are exact in a double, so that the sum is rounded exactly once: 53 leading bits, then 43 more and one bit
  // that stands for all those below.
  const low = w1 & 0x7ff;
  const high = w0 * WORD + (w1 - low);
  const rest = (low * WORD + w2) * 2 + sticky;
  return ((high * 2 * WORD + rest) / (2 * WORD ** 3)) * scale;
}
