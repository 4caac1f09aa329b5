import { createHash } from 'node:crypto';
import type { Decision } from '../../engine/decision.js';
import { variationOf } from './visitor-answers.js';

/** Characters of a digest: 96 bits, so that no two values of one application ever share it. */
const DIGEST_LENGTH = 16;

/**
 * What a visitor is served for some keys, as one text: the same for all who are served the same. It is made of URL-safe
 * characters, and says nothing about the visitor.
 */
export function cacheKeyOf(decisions: ReadonlyMap<string, Decision>): string {
  const keys = [...decisions.keys()].toSorted();
  return keys.map((key) => partOf(key, decisions.get(key) as Decision)).join('&');
}

function partOf(key: string, decision: Decision): string {
  const variation = variationOf(decision);
  const named = variation === undefined ? '' : encoded(variation);
  return `${encoded(key)}=${named}.${digestOf(decision)}`;
}

/** Lone surrogates have no URL encoding; they are told apart by their number. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, (half) => `%${half.charCodeAt(0).toString(16)}`));
}

function digestOf({ on, value, variables }: Decision): string {
  const text = JSON.stringify([on, typeof value, value, [...variables]], plain);
  return createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_LENGTH);
}

function plain(_: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value];
  return typeof value === 'bigint' ? `${value}n` : value;
}
