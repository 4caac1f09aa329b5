export { compileOptimizely } from './compile/compile.js';
export type { OptimizelyCompileOptions } from './setup/optimizely.options.js';
