import type { Floors } from '../../support/coverage.js';
import { floorOf } from '../../support/coverage.js';
import { CONDITION_TYPES } from './generate-segment.js';

const words = (text: string): string[] => text.trim().split(/\s+/);

const ALWAYS_TRUE = new Set(['INTERESTS', 'TIME_RANGE']);

const CUSTOM_MATCHES = words('CONTAINS EXACT REGULAR_EXPRESSION LOWER EQUAL GREATER UNDEFINED RANGE');

const CAUSES = words(`
  bandit consent-refused custom-assignment default disabled error group-excluded holdout invalid-rule missing-unit
  not-targeted override rollout simulated split traffic-excluded unknown-flag`);

const SOURCES = words(`
  DEFAULT EXPERIMENTATION TARGETED_DELIVERY OTHER FORCED HOLDOUT MUTUALLY_EXCLUSIVE_GROUP SIMULATION
  FeatureFlagConfigurationNotFound FeatureFlagEnvironmentDisabled VisitorCodeEmpty VisitorCodeMaxLength
  SemanticVersionParse SyntaxError TypeError URIError Error`);

const FACTS = words(`
  applicationVersion assignments browser cbScores consent conversionScores conversions cookies customData device
  geolocation kept mappingIdentifier operatingSystem pageViews personalizations simulations visits`);

const CALLS = [
  'force done',
  'force FeatureFlagExperimentNotFound',
  'force FeatureFlagVariationNotFound',
  'getFeatureFlagVariable value',
  'getFeatureFlagVariables value',
  'getFeatureFlagVariables EvaluationFailedError',
  'trigger value',
  'trigger NotTargetedError',
  'trigger NotActivatedError',
  'trigger ExperimentConfigurationNotFoundError',
  'excluded yes',
  'excluded no',
  'hashed visitor',
  'hashed mappingIdentifier',
  'hashed customData[1]',
  'hashed customData[2]',
];

/** What must be met often. */
const EXPECTED: readonly string[] = CALLS.concat(
  CONDITION_TYPES.map((type) => `${type} yes`),
  CONDITION_TYPES.filter((type) => !ALWAYS_TRUE.has(type)).map((type) => `${type} no`),
  CUSTOM_MATCHES.flatMap((match) => [`CUSTOM_DATUM ${match} yes`, `CUSTOM_DATUM ${match} no`]),
  CAUSES.map((cause) => `cause ${cause}`),
  SOURCES.map((source) => `source ${source}`),
  FACTS.map((fact) => `fact ${fact}`),
);

/** What must be met now and then. */
const RARE: readonly string[] = ['hashed customData[3]', 'trigger EvaluationFailedError'].concat(
  words('TRUE FALSE AMONG_VALUES').flatMap((match) => [
    `CUSTOM_DATUM ${match} yes`,
    `CUSTOM_DATUM ${match} no`,
  ]),
  words('AmongValuesCheck VersionParse RangeError RangeCheck').map((source) => `source ${source}`),
);

/** What a run of the usual size must meet. */
export const FLOORS: Floors = { decision: 40_000, ...floorOf(10, EXPECTED), ...floorOf(3, RARE) };
