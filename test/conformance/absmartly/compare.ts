import { isDeepStrictEqual } from 'node:util';

/** Throws with everything that is needed to repeat the case. */
export function same(ours: unknown, theirs: unknown, where: () => Record<string, unknown>): void {
  if (isDeepStrictEqual(ours, theirs)) return;
  const details = Object.entries(where()).map(([name, value]) => `${name}: ${show(value)}`);
  throw new Error(`Differs from the SDK.\nours: ${show(ours)}\nSDK: ${show(theirs)}\n${details.join('\n')}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    ['string', 'object', 'boolean'].includes(typeof inner) ? inner : `${String(inner)} (${typeof inner})`,
  );
}
