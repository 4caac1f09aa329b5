/** What each platform adds to the framework-free entry: one line a platform. */
export * from './absmartly/engine.js';
export * from './vwo/engine.js';
