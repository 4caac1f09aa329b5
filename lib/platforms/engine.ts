/** What `./engine` shows of the platforms: a line each. */
export * from './growthbook/engine.js';
export * from './optimizely/engine.js';
