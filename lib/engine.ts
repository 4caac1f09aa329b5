/**
 * The framework-free half: compile a platform's payload, evaluate it, no Nest installed.
 *
 * @packageDocumentation
 */
export * from './engine/index.js';
export * from './platforms/engine.js';
