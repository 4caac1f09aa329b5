/**
 * VWO Feature Management and Experimentation for NestJS: the platform, its source and sinks, and what only it has.
 *
 * @packageDocumentation
 */
export type * from './index.js';
export { vwo } from './index.js';
export { vwoAliases } from './extras/aliases.js';
export { vwoConnectorStore } from './visitor/vwo-connector.store.js';
export { vwoIntegrationsSink } from './wire/integrations.sink.js';
export { vwoSink } from './wire/vwo.sink.js';
export { vwoSource } from './wire/vwo.source.js';
