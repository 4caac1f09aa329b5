/** What VWO adds to the framework-free entry. */
export { compileVwo } from './compile/compile.js';
export type { VwoCompileOptions } from './compile/compile.js';
export { integrationProperties as toVwoIntegrationProperties } from './wire/integration-properties.js';
export type { VwoSettings } from './payload/payload.js';
