/** An attribute of a visitor as Optimizely's event API takes it. */
export interface WireAttribute {
  readonly entity_id: unknown;
  readonly key: string;
  readonly type: 'custom';
  readonly value: unknown;
}

const BOT_FILTERING = '$opt_bot_filtering';
/** Attributes with this prefix are known without being declared. */
const RESERVED_PREFIX = '$opt_';
const LARGEST_NUMBER = 2 ** 53;

/**
 * The attributes of a visitor that the datafile declares and that have a plain value; last, whether bots are filtered, if the
 * datafile says so.
 */
export function wireAttributes(
  attributes: ReadonlyMap<string, unknown>,
  facts: ReadonlyMap<string, unknown>,
): readonly WireAttribute[] {
  const ids = facts.get('attributes');
  const wire: WireAttribute[] = [];
  for (const [key, value] of attributes) {
    if (!isPlain(value)) continue;
    const id = entityId(key, ids instanceof Map ? ids : NO_IDS);
    if (id) wire.push({ entity_id: id, key, type: 'custom', value });
  }
  const filtering = facts.get('botFiltering');
  if (typeof filtering === 'boolean') {
    wire.push({ entity_id: BOT_FILTERING, key: BOT_FILTERING, type: 'custom', value: filtering });
  }
  return wire;
}

const NO_IDS: ReadonlyMap<unknown, unknown> = new Map();

function entityId(key: string, ids: ReadonlyMap<unknown, unknown>): unknown {
  if (ids.has(key)) return ids.get(key);
  return key.startsWith(RESERVED_PREFIX) ? key : undefined;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= LARGEST_NUMBER;
  return typeof value === 'string' || typeof value === 'boolean';
}
