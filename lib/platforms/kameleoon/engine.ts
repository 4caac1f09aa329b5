/** What Kameleoon adds to the framework-free entry. */
export { compileKameleoon } from './compile/compile.js';
export type { KameleoonCompileOptions } from './compile/compile.js';
export { catalogOf as kameleoonCatalogOf } from './compile/catalog.js';
export { kameleoonData } from './visitor/remembered-data.js';
export { VisitorMemory as KameleoonVisitorMemory } from './visitor/visitor-memory.js';
