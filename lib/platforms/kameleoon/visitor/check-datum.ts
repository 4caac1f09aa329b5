import { describeValue } from '../../../platform-kit/describe-value.js';
import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { KameleoonStatement } from './remembered-data.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isId: Check = Number.isSafeInteger;
const isTextList: Check = (value) => Array.isArray(value) && value.every(isText);
const isNumberList: Check = (value) => Array.isArray(value) && value.every(isNumber);
const among =
  (...names: readonly string[]): Check =>
  (value) =>
    names.includes(value as string);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isCookie: Check = (value) =>
  isJsonObject(value) && isText(own(value, 'key')) && optional(isText)(own(value, 'value'));
const isCustomData: Check = (value) => isJsonObject(value) && hasAll(value, CUSTOM_DATA);
const isPlace: Check = (value) => isNumberList(value) && (value as readonly unknown[]).length === 2;

const CUSTOM_DATA: readonly (readonly [string, Check])[] = [
  ['index', optional(isId)],
  ['name', optional(isText)],
  ['values', isTextList],
  ['overwrite', optional(isFlag)],
];

/** The members that each type of data has, and what they are. */
const MEMBERS: ReadonlyMap<unknown, readonly (readonly [string, Check])[]> = new Map<
  KameleoonStatement['type'],
  readonly (readonly [string, Check])[]
>([
  ['customData', CUSTOM_DATA],
  [
    'pageView',
    [
      ['url', isText],
      ['title', optional(isText)],
      ['referrers', optional(isNumberList)],
      ['times', optional(isNumberList)],
    ],
  ],
  [
    'conversion',
    [
      ['goalId', isId],
      ['revenue', optional(isNumber)],
      ['negative', optional(isFlag)],
      ['metadata', optional((value) => Array.isArray(value) && value.every(isCustomData))],
    ],
  ],
  [
    'browser',
    [
      ['browser', among('CHROME', 'IE', 'FIREFOX', 'SAFARI', 'OPERA', 'OTHER')],
      ['version', optional(isNumber)],
    ],
  ],
  ['device', [['device', among('PHONE', 'TABLET', 'DESKTOP')]]],
  [
    'operatingSystem',
    [['operatingSystem', among('WINDOWS', 'MAC', 'IOS', 'LINUX', 'ANDROID', 'WINDOWS_PHONE')]],
  ],
  [
    'geolocation',
    [
      ['country', isText],
      ['region', optional(isText)],
      ['city', optional(isText)],
      ['postalCode', optional(isText)],
      ['coordinates', optional(isPlace)],
    ],
  ],
  ['cookies', [['cookies', (value) => Array.isArray(value) && value.every(isCookie)]]],
  ['userAgent', [['value', isText]]],
  ['applicationVersion', [['version', isText]]],
  ['uniqueIdentifier', [['value', isFlag]]],
  ['interest', [['index', isId]]],
  ['consent', [['given', isFlag]]],
  [
    'forcedVariation',
    [
      ['experimentId', isId],
      ['variationKey', (value) => value === null || isText(value)],
      ['forceTargeting', optional(isFlag)],
    ],
  ],
  ['evaluateAudiences', []],
  ['visits', [['started', isNumberList]]],
  [
    'personalization',
    [
      ['id', isId],
      ['variationId', isId],
    ],
  ],
  ['conversionScores', [['scores', isJsonObject]]],
  ['cbScores', [['scores', isJsonObject]]],
]);

function hasAll(value: object, members: readonly (readonly [string, Check])[]): boolean {
  return members.every(([name, check]) => check(own(value as Readonly<Record<string, unknown>>, name)));
}

/**
 * Checks that something is visitor data.
 *
 * @throws TypeError that says what was expected
 */
export function checkDatum(datum: object): KameleoonStatement {
  const type = isJsonObject(datum) ? own(datum, 'type') : undefined;
  const members = MEMBERS.get(type);
  if (members === undefined) {
    throw new TypeError(
      `Expected visitor data of Kameleoon, made by kameleoonData, got an object of type ${describeValue(type)}.`,
    );
  }
  for (const [name, check] of members) {
    const value = own(datum, name);
    if (!check(value)) {
      throw new TypeError(
        `Expected visitor data as kameleoonData.${String(type)} makes it, got ${describeValue(value)} for "${name}".`,
      );
    }
  }
  if (type === 'customData') checkIdentified(datum as Readonly<Record<string, unknown>>);
  return datum as KameleoonStatement;
}

function checkIdentified(datum: Readonly<Record<string, unknown>>): void {
  if (own(datum, 'index') !== undefined || own(datum, 'name') !== undefined) return;
  throw new TypeError('Expected custom data to have an index or a name, got neither.');
}
