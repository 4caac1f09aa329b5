/** What `./engine` shows of the platforms: a line each. */
export * from './absmartly/engine.js';
export * from './growthbook/engine.js';
export * from './kameleoon/engine.js';
export * from './optimizely/engine.js';
export * from './vwo/engine.js';
