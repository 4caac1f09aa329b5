/** The one registration of platforms: a platform is one folder and one line here. */
export * from './absmartly/index.js';
export * from './growthbook/index.js';
export * from './kameleoon/index.js';
export * from './local-file/index.js';
export * from './optimizely/index.js';
export * from './vwo/index.js';
