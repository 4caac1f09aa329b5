/**
 * The framework-free half: compile a platform's payload, evaluate it, no Nest installed.
 *
 * @packageDocumentation
 */
export * from './engine/index.js';
export { compileAbsmartly } from './platforms/absmartly/compile/compile.js';
export type { AssignmentDetails as AbsmartlyAssignmentDetails } from './platforms/absmartly/decide/answer.js';
export { unitUid as absmartlyUnitUid } from './platforms/absmartly/subject/unit-uid.js';
export { compileGrowthbook } from './platforms/growthbook/compile/compile.js';
export type { GrowthbookCompileOptions } from './platforms/growthbook/compile/compile.js';
export { decryptPayload as decryptGrowthbookPayload } from './platforms/growthbook/payload/decrypt.js';
export type { DecryptedPayload as DecryptedGrowthbookPayload } from './platforms/growthbook/payload/decrypt.js';
export { toGrowthbookFeatureResult, toGrowthbookResult } from './platforms/growthbook/extras/results.js';
export type { GrowthbookFeatureResult } from './platforms/growthbook/extras/results.js';
export { runAutoExperiments } from './platforms/growthbook/extras/run-auto-experiments.js';
export type {
  AutoExperimentOptions,
  AutoExperimentRun,
} from './platforms/growthbook/extras/run-auto-experiments.js';
export type * from './platforms/growthbook/payload/payload.js';
export { compileKameleoon } from './platforms/kameleoon/compile/compile.js';
export type { KameleoonCompileOptions } from './platforms/kameleoon/compile/compile.js';
export { catalogOf as kameleoonCatalogOf } from './platforms/kameleoon/compile/catalog.js';
export { kameleoonData } from './platforms/kameleoon/visitor/remembered-data.js';
export { VisitorMemory as KameleoonVisitorMemory } from './platforms/kameleoon/visitor/visitor-memory.js';
export { compileOptimizely } from './platforms/optimizely/compile/compile.js';
export type { OptimizelyCompileOptions } from './platforms/optimizely/compile/compile.js';
export { compileVwo } from './platforms/vwo/compile/compile.js';
export type { VwoCompileOptions } from './platforms/vwo/compile/compile.js';
export { integrationProperties as toVwoIntegrationProperties } from './platforms/vwo/wire/integration-properties.js';
export type { VwoSettings } from './platforms/vwo/payload/payload.js';
