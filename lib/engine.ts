/**
 * The framework-free half: compile a platform's payload, evaluate it, no Nest installed.
 *
 * @packageDocumentation
 */
export * from './engine/index.js';
export * from './platforms/engine.js';
export { compileAbsmartly } from './platforms/absmartly/compile/compile.js';
export type { AssignmentDetails as AbsmartlyAssignmentDetails } from './platforms/absmartly/decide/answer.js';
export { unitUid as absmartlyUnitUid } from './platforms/absmartly/subject/unit-uid.js';
export { compileKameleoon } from './platforms/kameleoon/compile/compile.js';
export type { KameleoonCompileOptions } from './platforms/kameleoon/compile/compile.js';
export { catalogOf as kameleoonCatalogOf } from './platforms/kameleoon/compile/catalog.js';
export { kameleoonData } from './platforms/kameleoon/visitor/remembered-data.js';
export { VisitorMemory as KameleoonVisitorMemory } from './platforms/kameleoon/visitor/visitor-memory.js';
export { compileVwo } from './platforms/vwo/compile/compile.js';
export type { VwoCompileOptions } from './platforms/vwo/compile/compile.js';
export { integrationProperties as toVwoIntegrationProperties } from './platforms/vwo/wire/integration-properties.js';
export type { VwoSettings } from './platforms/vwo/payload/payload.js';
