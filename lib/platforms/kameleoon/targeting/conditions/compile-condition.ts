import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { own } from '../../../../platform-kit/foreign-json.js';
import type { ConditionCompiler, ConditionParts } from '../condition-parts.js';
import type { Condition } from '../../subject/targeting.js';
import { ALWAYS } from '../../subject/targeting.js';
import {
  compileExclusiveExperiment,
  compileTargetExperiment,
  compileTargetFeatureFlag,
} from './assignments.js';
import {
  compileConversions,
  compileHeatSlice,
  compileTargetPersonalization,
  compileVisitorCode,
} from './behaviour.js';
import { compileCookie } from './cookie.js';
import { compileCustomDatum } from './custom-datum.js';
import { compilePageTitle, compilePageUrl, compilePageViews, compilePreviousPage } from './pages.js';
import { compileSegmentReference } from './segment-reference.js';
import {
  compileApplicationVersion,
  compileBrowser,
  compileDevice,
  compileGeolocation,
  compileOperatingSystem,
  compileSdkLanguage,
} from './technical.js';
import {
  compileFirstVisit,
  compileLastVisit,
  compileNewVisitors,
  compileSameDayVisits,
  compileVisits,
} from './visits.js';

const COMPILERS: ReadonlyMap<unknown, ConditionCompiler> = new Map<unknown, ConditionCompiler>([
  ['CUSTOM_DATUM', compileCustomDatum],
  ['DEVICE_TYPE', compileDevice],
  ['OPERATING_SYSTEM', compileOperatingSystem],
  ['BROWSER', compileBrowser],
  ['GEOLOCATION', compileGeolocation],
  ['COOKIE', compileCookie],
  ['PAGE_URL', compilePageUrl],
  ['PAGE_TITLE', compilePageTitle],
  ['PREVIOUS_PAGE', compilePreviousPage],
  ['PAGE_VIEWS', compilePageViews],
  ['CONVERSIONS', compileConversions],
  ['VISITOR_CODE', compileVisitorCode],
  ['SDK_LANGUAGE', compileSdkLanguage],
  ['APPLICATION_VERSION', compileApplicationVersion],
  ['SEGMENT', compileSegmentReference],
  ['NEW_VISITORS', compileNewVisitors],
  ['VISITS', compileVisits],
  ['SAME_DAY_VISITS', compileSameDayVisits],
  ['FIRST_VISIT', compileFirstVisit],
  ['LAST_VISIT', compileLastVisit],
  ['HEAT_SLICE', compileHeatSlice],
  ['TARGET_EXPERIMENT', compileTargetExperiment],
  ['TARGET_FEATURE_FLAG', compileTargetFeatureFlag],
  ['TARGET_PERSONALIZATION', compileTargetPersonalization],
  ['EXCLUSIVE_EXPERIMENT', compileExclusiveExperiment],
]);

/** Whether a type of condition is evaluated; all others answer true. */
export function isKnownCondition(targetingType: unknown): boolean {
  return COMPILERS.has(targetingType);
}

/** Compiles one condition of a segment. A type that nobody knows answers true, whatever `isInclude` says. */
export function compileCondition(condition: JsonObject, context: ConditionParts): Condition {
  const compiler = COMPILERS.get(own(condition, 'targetingType'));
  if (compiler === undefined) return ALWAYS;
  const test = compiler(condition, context);
  return (own(condition, 'isInclude') ?? true) ? test : not(test);
}

/** No data means false, hence true when excluded; a condition that failed stays false. */
function not(test: Condition): Condition {
  return (targeting) => {
    const before = targeting.failures;
    const answer = test(targeting);
    return targeting.failures === before && !answer;
  };
}
