import { murmur3 } from '../../../engine/hashes/murmur3.js';
import { Utf8Buffer } from '../../../engine/hashes/utf8.js';
import { PayloadError } from '../../../errors/payload.error.js';
import { isObject, own } from './coerce.js';
import type { PayloadLocation } from './payload-location.js';
import { deepFreeze } from './deep-freeze.js';

/** A payload that is ours: parsed, frozen, shared with nobody who could change it. */
export interface OwnPayload {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly revision: string;
  readonly features: unknown;
  readonly experiments: unknown;
  readonly savedGroups: unknown;
  readonly contextualBandits: unknown;
}

const MEMBERS = ['features', 'experiments', 'savedGroups', 'contextualBandits'] as const;

/** Reads a payload given as text or object into a copy of its own. Throws `PayloadError` when it is not one. */
export function readPayload(payload: unknown, context: PayloadLocation): OwnPayload {
  const text = typeof payload === 'string' ? payload : serialize(payload);
  const raw = deepFreeze(parsePayload(text));
  checkMembers(raw, context);
  return {
    raw,
    revision: revisionOf(text, own(raw, 'dateUpdated')),
    features: own(raw, 'features'),
    experiments: own(raw, 'experiments'),
    savedGroups: own(raw, 'savedGroups'),
    contextualBandits: own(raw, 'contextualBandits'),
  };
}

/** A payload as an object, parsed if it is text. Throws `PayloadError` when it is no object. */
export function parsePayload(payload: unknown): Readonly<Record<string, unknown>> {
  const raw = typeof payload === 'string' ? parse(payload) : payload;
  if (isObject(raw) && !Array.isArray(raw)) return raw;
  throw new PayloadError(`Expected a GrowthBook payload (an object with "features"), got ${kindOf(raw)}.`);
}

function serialize(payload: unknown): string {
  try {
    return JSON.stringify(payload) ?? '';
  } catch (cause) {
    throw new PayloadError(
      'Expected a GrowthBook payload of plain JSON data; this one cannot be written as JSON.',
      {
        cause,
      },
    );
  }
}

function parse(text: string): unknown {
  if (text.trim() === '')
    throw new PayloadError('Expected a GrowthBook payload, got nothing (an empty text).');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const start = text.trimStart().slice(0, 40);
    const hint = start.startsWith('<') ? ' It looks like HTML: is a login page or a proxy in the way?' : '';
    throw new PayloadError(
      `Expected a GrowthBook payload as JSON, got text starting with ${JSON.stringify(start)}.${hint}`,
      {
        cause,
      },
    );
  }
}

/** A payload with none of the members, or one of the wrong type, is something else that happens to be JSON. */
function checkMembers(raw: Readonly<Record<string, unknown>>, context: PayloadLocation): void {
  const known = Object.keys(raw).filter((name) =>
    /^(encrypted)?(features|experiments|savedGroups|contextualBandits)$/i.test(name),
  );
  if (known.length === 0 && Object.keys(raw).length > 0) {
    throw new PayloadError(
      `Expected a GrowthBook payload with "features", got an object with ${Object.keys(raw).slice(0, 5).join(', ')}.`,
    );
  }
  const features = own(raw, 'features');
  if (features !== undefined && features !== null && (!isObject(features) || Array.isArray(features))) {
    throw new PayloadError(
      `Expected "features" to be an object of features by key, got ${kindOf(features)}.`,
    );
  }
  for (const name of MEMBERS) {
    const encrypted = `encrypted${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    if (typeof own(raw, encrypted) !== 'string') continue;
    context.at(encrypted).warn('is still encrypted and is ignored; give the platform its decryptionKey');
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** Names the content: the date the platform gives, if any, and 64 bits of hash. */
function revisionOf(text: string, dateUpdated: unknown): string {
  const { bytes, length } = new Utf8Buffer().set(text);
  const hash = [0, 1].map((seed) => murmur3(bytes, length, seed).toString(16).padStart(8, '0')).join('');
  return typeof dateUpdated === 'string' && dateUpdated !== '' ? `${dateUpdated}#${hash}` : hash;
}
