/**
 * For applications' tests, and for those who write a platform, source, store or sink of their own.
 *
 * @packageDocumentation
 */
export { ExperimentationTestingModule } from './experimentation-testing.module.js';
export type { ExperimentationTestingOptions } from './experimentation-testing.module.js';
export { TestExperiments } from './test-experiments.js';
export type { RecordedExposure, RecordedGoal, TestValues, TestVariants } from './test-experiments.js';
export type { TestVariant } from './test-answer.js';
export * from './contracts/assignment-store.contract.js';
export * from './contracts/contract-runner.js';
export * from './contracts/platform.contract.js';
export * from './contracts/sink.contract.js';
export * from './contracts/snapshot-store.contract.js';
export * from './contracts/source.contract.js';
