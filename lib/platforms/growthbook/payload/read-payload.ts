import { PayloadError } from '../../../errors/payload.error.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { deepFreeze } from '../../../platform-kit/deep-freeze.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import { parsePayload, payloadText } from '../../../platform-kit/parse-payload.js';
import { revisionOf } from '../../../platform-kit/revision.js';
import type { PayloadLocation } from './payload-location.js';

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

/** How a payload is called in messages. */
export const GROWTHBOOK_PAYLOAD = {
  what: 'a GrowthBook payload',
  advice: 'Check the client key and the address.',
};

/** Reads a payload given as text or object into a copy of its own. Throws `PayloadError` when it is not one. */
export function readPayload(payload: unknown, context: PayloadLocation): OwnPayload {
  const text = payloadText(payload, GROWTHBOOK_PAYLOAD);
  const raw = deepFreeze(parsePayload(text, GROWTHBOOK_PAYLOAD));
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
      `Expected "features" to be an object of features by key, got ${describeValue(features)}.`,
    );
  }
  for (const name of MEMBERS) {
    const encrypted = `encrypted${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    if (typeof own(raw, encrypted) !== 'string') continue;
    context.at(encrypted).warn('is still encrypted and is ignored; give the platform its decryptionKey');
  }
}
