import type { GoalEvent } from '../../../ports/sink.js';

/** What a goal carries, as Optimizely's event API takes it; members without a value are absent. */
export interface WireTags {
  readonly tags?: ReadonlyMap<string, unknown>;
  /** Whole units of the currency's smallest part (cents). */
  readonly revenue?: number;
  readonly value?: unknown;
}

/**
 * Reads tags, revenue and value of a goal. The tags are the event's properties and its revenue, as they came; revenue and
 * value are read from the tags of these names as Optimizely's SDK does.
 */
export function wireTags({ revenue, properties }: GoalEvent): WireTags {
  const tags = new Map<string, unknown>();
  if (revenue !== undefined) tags.set('revenue', revenue);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && value !== undefined && !(name === 'revenue' && tags.has('revenue')))
      tags.set(name, value);
  }
  if (tags.size === 0) return {};
  const revenueTag = readSafely(tags.get('revenue'), revenueOf);
  const valueTag = readSafely(tags.get('value'), valueOf);
  return {
    tags,
    ...(revenueTag !== undefined && { revenue: revenueTag }),
    ...(valueTag !== undefined && { value: valueTag }),
  };
}

/** A tag that refuses to be read as a number (a symbol, a bigint) has no number. */
function readSafely<T>(tag: unknown, read: (tag: unknown) => T | undefined): T | undefined {
  if (tag === undefined) return undefined;
  try {
    return read(tag);
  } catch {
    return undefined;
  }
}

function revenueOf(tag: unknown): number | undefined {
  // Without a radix: a text such as "0x1F" is read as the SDK reads it.
  const number = typeof tag === 'string' ? Number.parseInt(tag) : Math.trunc(Number(tag));
  return Number.isFinite(number) ? number : undefined;
}

/** A value that is no text goes out as it is, if it can be read as a number at all. */
function valueOf(tag: unknown): unknown {
  const value = typeof tag === 'string' ? Number.parseFloat(tag) : tag;
  return Number.isFinite(Number(value)) ? value : undefined;
}
