import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { isJsonObject, own } from '../../../../platform-kit/foreign-json.js';
import type { ConditionParts } from '../condition-parts.js';
import { textOf } from '../../payload/raw.js';
import type { Condition, Targeting } from '../../subject/targeting.js';
import { NEVER } from '../../subject/targeting.js';
import type { BrowserFact } from '../../subject/visitor-facts.js';
import type { TextMatch } from './text-match.js';
import { compileVersionMatch } from './semantic-version.js';

/** The visitor's device. */
export function compileDevice(condition: JsonObject): Condition {
  const device = own(condition, 'device');
  if (device === undefined) return NEVER;
  return (targeting) => targeting.fact('device') === device;
}

/** The visitor's operating system. */
export function compileOperatingSystem(condition: JsonObject): Condition {
  const system = own(condition, 'os');
  if (system === undefined) return NEVER;
  return (targeting) => targeting.fact('operatingSystem') === system;
}

/** The visitor's browser, and its version where the condition has one. */
export function compileBrowser(condition: JsonObject): Condition {
  const type = own(condition, 'browser');
  const version = own(condition, 'version');
  const matchType = own(condition, 'versionMatchType');
  if (typeof type !== 'string') return NEVER;
  if (!version) return (targeting) => browserFact(targeting, 'browser') === type;
  if (!matchType) return NEVER;
  const limit = parseFloat(textOf(version));
  return (targeting) => {
    const actual = browserFact(targeting, 'version');
    if (typeof actual !== 'number') return false;
    const right = browserFact(targeting, 'browser') === type;
    if (Number.isNaN(limit)) {
      targeting.refuse('VersionParse', `Expected a version such as "14.1", got "${textOf(version)}".`);
    }
    if (matchType === 'EQUAL') return right && actual === limit;
    if (matchType === 'GREATER') return right && actual > limit;
    if (matchType === 'LOWER') return right && actual < limit;
    return targeting.crash('Error', 'Expected the version match type to be EQUAL, GREATER or LOWER.');
  };
}

function browserFact(targeting: Targeting, name: keyof BrowserFact): unknown {
  const browser = targeting.fact('browser');
  return isJsonObject(browser) ? own(browser, name) : undefined;
}

/** The version of the visitor's application. */
export function compileApplicationVersion(condition: JsonObject): Condition {
  const version = own(condition, 'version');
  const matchType = own(condition, 'versionMatchType');
  if (!version || !matchType) return NEVER;
  const match = compileVersionMatch(matchType, version);
  return (targeting) => {
    const actual = targeting.fact('applicationVersion');
    return actual ? match(actual, targeting) : false;
  };
}

/** Which SDK asks. */
export function compileSdkLanguage(condition: JsonObject, { sdk }: ConditionParts): Condition {
  const language = own(condition, 'sdkLanguage');
  const version = own(condition, 'version');
  const matchType = own(condition, 'versionMatchType');
  if (!language || language !== sdk.type) return NEVER;
  if (typeof version !== 'string') return () => true;
  if (!matchType) return NEVER;
  const match = compileVersionMatch(matchType, version);
  return (targeting) => match(sdk.version, targeting);
}

/** Country, and region and city where the condition has them; letter case does not count. */
export function compileGeolocation(condition: JsonObject): Condition {
  const country = own(condition, 'country');
  if (!country) return NEVER;
  const isCountry = compilePlaceName(country);
  const isRegion = compilePlaceName(own(condition, 'region'));
  const isCity = compilePlaceName(own(condition, 'city'));
  return (targeting) => {
    const place = targeting.fact('geolocation');
    if (!isJsonObject(place) || !own(place, 'country')) return false;
    return (
      isCountry(own(place, 'country'), targeting) &&
      isRegion(own(place, 'region'), targeting) &&
      isCity(own(place, 'city'), targeting)
    );
  };
}

/** Everywhere, if there is no name. A name that is no text cannot be compared. */
function compilePlaceName(wanted: unknown): TextMatch {
  if (!wanted) return () => true;
  if (typeof wanted !== 'string') {
    return (_name, targeting) =>
      targeting.crash(
        'TypeError',
        `Expected the name of a place, got ${typeof wanted}. Correct the condition.`,
      );
  }
  const name = wanted.toLowerCase();
  return (given) => typeof given === 'string' && given.toLowerCase() === name;
}
