import { absmartly } from './absmartly.js';
import { DECISION_SCENARIOS } from './decision-scenarios.js';
import { growthbook } from './growthbook.js';
import { kameleoon } from './kameleoon.js';
import { optimizely } from './optimizely.js';
import type { PlatformCase } from './platform-case.js';
import { SAFETY_SCENARIOS } from './safety-scenarios.js';
import type { Scenario } from './scenario.js';
import { VISITOR_SCENARIOS } from './visitor-scenarios.js';
import { vwo } from './vwo.js';

/** The columns. */
export const PLATFORMS: readonly PlatformCase[] = [growthbook, optimizely, absmartly, vwo, kameleoon];

/** The rows that the engine alone shows. */
export const SCENARIOS: readonly Scenario[] = [
  ...DECISION_SCENARIOS,
  ...VISITOR_SCENARIOS,
  ...SAFETY_SCENARIOS,
];
