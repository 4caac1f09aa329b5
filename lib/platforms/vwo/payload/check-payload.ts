import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { describeValue } from '../../../platform-kit/describe-value.js';

/** Something that VWO's schema forbids. */
export interface Flaw {
  /** Relative to what was checked, such as `variations[1].weight`. */
  readonly path: string;
  readonly message: string;
}

type Check = (value: unknown, path: string) => Flaw | null;

/** Checks what decisions hang on, apart from what is in `features` and `campaigns`. */
export function checkEnvelope(settings: unknown): Flaw | null {
  return ENVELOPE(settings, '');
}

/** Checks what no decision hangs on: VWO's SDK refuses the settings for it all the same. */
export function checkNotes(settings: object): readonly Flaw[] {
  return NOTES.map((check) => check(settings, '')).filter((flaw) => flaw !== null);
}

export function checkFeature(feature: unknown): Flaw | null {
  return FEATURE(feature, '');
}

export function checkCampaign(campaign: unknown): Flaw | null {
  return CAMPAIGN(campaign, '');
}

function is(expected: string, holds: (value: unknown) => boolean): Check {
  return (value, path) =>
    holds(value) ? null : { path, message: `expected ${expected}, got ${describeValue(value)}` };
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value);
const text = is('text', (value) => typeof value === 'string');
const number = is('a number', isNumber);
const numberOrText = is('a number or text', (value) => isNumber(value) || typeof value === 'string');
const flag = is('true or false', (value) => typeof value === 'boolean');
const object = is('an object', isObject);
const list = is('a list', Array.isArray);
const variableValue = is(
  'a number, text, true, false, an object or a list',
  (value) => isNumber(value) || typeof value === 'string' || typeof value === 'boolean' || isObject(value),
);

function optional(check: Check): Check {
  return (value, path) => (value === undefined ? null : check(value, path));
}

function listOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return list(value, path);
    for (let i = 0; i < value.length; i++) {
      const flaw = check(value[i], `${path}[${i}]`);
      if (flaw !== null) return flaw;
    }
    return null;
  };
}

function members(checks: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(checks);
  return (value, path) => {
    if (!isObject(value)) return object(value, path);
    for (const [name, check] of entries) {
      const flaw = check(own(value, name), path === '' ? name : `${path}.${name}`);
      if (flaw !== null) return flaw;
    }
    return null;
  };
}

/** No other members than these. */
function exactly(checks: Readonly<Record<string, Check>>): Check {
  const check = members(checks);
  return (value, path) => {
    const unknown = isObject(value)
      ? Object.keys(value).find((name) => !Object.hasOwn(checks, name))
      : undefined;
    return unknown === undefined
      ? check(value, path)
      : { path: `${path}.${unknown}`, message: 'expected no such member' };
  };
}

const METRIC = members({
  id: numberOrText,
  type: text,
  identifier: text,
  mca: optional(numberOrText),
  hasProps: optional(flag),
  revenueProp: optional(text),
});

const VARIABLE = members({ id: numberOrText, type: text, key: text, value: variableValue });

const VARIATION = members({
  id: numberOrText,
  name: text,
  weight: numberOrText,
  segments: optional(object),
  variables: optional(listOf(VARIABLE)),
  startRangeVariation: optional(number),
  endRangeVariation: optional(number),
  salt: optional(text),
});

const CAMPAIGN = members({
  id: numberOrText,
  type: text,
  key: text,
  percentTraffic: optional(number),
  status: text,
  variations: listOf(VARIATION),
  segments: object,
  isForcedVariationEnabled: optional(flag),
  isAlwaysCheckSegment: optional(flag),
  name: text,
  salt: optional(text),
});

const RULE = members({ type: text, ruleKey: text, campaignId: number, variationId: optional(number) });

const FEATURE = members({
  id: numberOrText,
  key: text,
  status: text,
  name: text,
  type: text,
  metrics: listOf(METRIC),
  impactCampaign: optional(object),
  rules: optional(listOf(RULE)),
  variables: optional(listOf(VARIABLE)),
});

const ENVELOPE = members({
  accountId: numberOrText,
  features: optional(list),
  campaigns: list,
  groups: optional(object),
  campaignGroups: optional(object),
});

const NOTES: readonly Check[] = [
  members({ version: numberOrText }),
  members({ sdkKey: optional(text) }),
  members({ usageStatsAccountId: optional(number) }),
  members({ collectionPrefix: optional(text) }),
  members({ sdkMetaInfo: optional(exactly({ wasInitializedEarlier: optional(flag) })) }),
  members({ pollInterval: optional(number) }),
];
