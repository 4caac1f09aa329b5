/**
 * A/B Smartly for NestJS: the platform, its source and sink, and what only it has.
 *
 * @packageDocumentation
 */
export type * from './index.js';
export { absmartly } from './index.js';
export { absmartlySource } from './wire/absmartly.source.js';
export { absmartlySink } from './wire/absmartly.sink.js';
export {
  customFieldKeys as absmartlyCustomFieldKeys,
  customFieldType as absmartlyCustomFieldType,
  customFieldValue as absmartlyCustomFieldValue,
  variableKeys as absmartlyVariableKeys,
} from './compile/context-data.js';
export { mergeConfig as absmartlyMergeConfig } from './extras/merge-config.js';
