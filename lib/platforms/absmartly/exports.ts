/**
 * A/B Smartly for NestJS: the platform, its source and sink, and what only it has.
 *
 * @packageDocumentation
 */
export { absmartly } from './index.js';
export type { AbsmartlyOptions } from './setup/absmartly.options.js';
export { absmartlySource } from './wire/absmartly.source.js';
export type { AbsmartlySourceOptions } from './setup/absmartly.options.js';
export { absmartlySink } from './wire/absmartly.sink.js';
export type { AbsmartlySinkOptions } from './setup/absmartly.options.js';
export {
  customFieldKeys as absmartlyCustomFieldKeys,
  customFieldType as absmartlyCustomFieldType,
  customFieldValue as absmartlyCustomFieldValue,
  variableKeys as absmartlyVariableKeys,
} from './compile/context-data.js';
export { mergeConfig as absmartlyMergeConfig } from './extras/merge-config.js';
export type { VariableReader as AbsmartlyVariableReader } from './extras/merge-config.js';
