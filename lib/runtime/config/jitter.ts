import { murmur3 } from '../../engine/hashes/murmur3.js';

/**
 * How far this instance's schedule is shifted, so that many instances do not ask in the same second: the same for the same
 * seed, spread evenly over the interval for similar ones.
 *
 * @param seed - names the instance: host name and process id, a pod's name
 * @param intervalMs - between two runs
 * @returns whole milliseconds, 0 up to but excluding `intervalMs`
 */
export function instanceOffsetMs(seed: string, intervalMs: number): number {
  const bytes = new TextEncoder().encode(seed);
  // A hash that mixes well to the last bit: "pod-1" and "pod-2" must not end up side by side.
  return Math.floor((murmur3(bytes, bytes.length, 0) / 2 ** 32) * intervalMs);
}
