/**
 * VWO Feature Management and Experimentation for NestJS: the platform, its source and sinks, and what only it has.
 *
 * @packageDocumentation
 */
export { vwo } from './index.js';
export type {
  VwoGatewayOptions,
  VwoLocation,
  VwoLookup,
  VwoOptions,
  VwoSourceOptions,
  VwoUserAgentInfo,
} from './setup/vwo.options.js';
export type {
  VwoEventOptions,
  VwoFlushCallback,
  VwoFlushPayload,
  VwoIntegrations,
  VwoIntegrationsOptions,
  VwoSinkOptions,
} from './setup/event.options.js';
export type { VwoSubjectOptions } from './subject/vwo-subject.js';
export { vwoSource } from './wire/vwo.source.js';
export { vwoSink } from './wire/vwo.sink.js';
export { vwoIntegrationsSink } from './wire/integrations.sink.js';
export { vwoAliases } from './extras/aliases.js';
export type { VwoAliases, VwoAliasOptions } from './extras/aliases.js';
export { vwoConnectorStore } from './visitor/connector-store.js';
export type { VwoConnector } from './visitor/connector-store.js';
