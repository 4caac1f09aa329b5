import type { EventVisitor, ExperimentationEvent } from '../../../ports/sink.js';

/** What every event takes, whatever is in it. */
const BASE_BYTES = 256;
/** Values looked at; what lies beyond is taken to be like what was seen. */
const MAX_VALUES = 100;

/** Taken for the size of an event that cannot be looked into (a getter that throws); whether it can be written is up to the sink. */
const UNKNOWN_BYTES = 4_096;

/** How many values may still be looked at. */
interface Budget {
  left: number;
}

/**
 * Roughly how many bytes an event takes while it waits and on the wire. It must be cheap (it runs on the request path) and
 * must not be fooled by large properties; it need not be exact. It never throws.
 */
export function estimateBytes(event: ExperimentationEvent): number {
  try {
    return weighEvent(event);
  } catch {
    return UNKNOWN_BYTES;
  }
}

function weighEvent(event: ExperimentationEvent): number {
  const budget: Budget = { left: MAX_VALUES };
  const bytes = BASE_BYTES + weighVisitor(event.visitor, budget);
  switch (event.kind) {
    case 'exposure':
      return bytes + event.exposure.experiment.key.length + weigh(event.exposure.hashValue, budget);
    case 'usage':
      return bytes + event.decision.key.length + weigh(event.decision.value, budget);
    case 'goal':
      return bytes + event.goal.length + weigh(event.properties, budget);
    case 'attributes':
      return bytes + weigh(event.changed, budget);
    case 'data':
      return bytes + weigh(event.data, budget);
  }
}

function weighVisitor(visitor: EventVisitor, budget: Budget): number {
  const agent = visitor.userAgent === null ? 0 : visitor.userAgent.length;
  const attributes = visitor.attributes.size === 0 ? 0 : weighMap(visitor.attributes, budget);
  return visitor.visitorCode.length + visitor.url.length + agent + attributes;
}

function weigh(value: unknown, budget: Budget): number {
  budget.left--;
  switch (typeof value) {
    case 'string':
      return value.length + 2;
    case 'object':
      return value === null ? 4 : weighObject(value, budget);
    case 'bigint':
      return 32;
    default:
      return 8;
  }
}

function weighObject(value: object, budget: Budget): number {
  if (Array.isArray(value)) return weighArray(value, budget);
  if (value instanceof Map) return weighMap(value, budget);
  if (value instanceof Set) return weighArray([...value], budget);
  // As JSON, a byte is a number and a comma.
  if (ArrayBuffer.isView(value)) return value.byteLength * 4;
  const names = Object.keys(value);
  let bytes = 2;
  for (let i = 0; i < names.length; i++) {
    if (budget.left <= 0) return extrapolate(bytes, i, names.length);
    const name = names[i] as string;
    bytes += name.length + 4 + weigh((value as Record<string, unknown>)[name], budget);
  }
  return bytes;
}

function weighArray(values: readonly unknown[], budget: Budget): number {
  let bytes = 2;
  for (let i = 0; i < values.length; i++) {
    if (budget.left <= 0) return extrapolate(bytes, i, values.length);
    bytes += 1 + weigh(values[i], budget);
  }
  return bytes;
}

function weighMap(map: ReadonlyMap<unknown, unknown>, budget: Budget): number {
  let bytes = 2;
  let seen = 0;
  for (const [name, value] of map) {
    if (budget.left <= 0) return extrapolate(bytes, seen, map.size);
    bytes += 4 + (typeof name === 'string' ? name.length : 8) + weigh(value, budget);
    seen++;
  }
  return bytes;
}

/** `count` values of which the first `seen` took `bytes`. */
function extrapolate(bytes: number, seen: number, count: number): number {
  return Math.ceil((bytes / Math.max(1, seen)) * count);
}
