/**
 * A/B experiments and feature flags for NestJS.
 *
 * @packageDocumentation
 */
export { ExperimentationModule } from './nest/module/experimentation.module.js';
export type {
  ExperimentationAsyncOptions,
  ExperimentationOptions,
  ExperimentationOptionsFactory,
  ExperimentationSetup,
} from './nest/module/experimentation-options.js';
export type { OptionsFor } from './options/experimentation-options.js';
export type {
  CronRefresh,
  EventsOptions,
  ExposureOptions,
  GateExposure,
  InstanceOptions,
  IntervalRefresh,
  ShutdownOptions,
  SnapshotFile,
  StartupMode,
  StartupPolicy,
} from './options/runtime-options.js';
export type { CookieSignature, VisitorCookieOptions, VisitorOptions } from './options/visitor-options.js';
export { getExperimentsToken, InjectExperiments } from './nest/service/experimentation.tokens.js';
export { getRefreshJobName } from './nest/module/schedule/refresh-schedule.js';

export { Experiments } from './nest/service/experiments.service.js';
export type { ExperimentationStatus } from './nest/service/experiments.service.js';
export { VisitorExperiments } from './runtime/questions/visitor-experiments.js';
export type { OverrideOptions, TrackOptions } from './runtime/questions/visitor-experiments.js';
export { VisitorDecisions } from './runtime/questions/visitor-decisions.js';
export type { DecideAllOptions, DecideOptions } from './runtime/questions/decide-options.js';
export type { DecideManner } from './runtime/scope/decide-mode.js';
export type { Widened } from './runtime/shared/json-type.js';
export type { ExperimentationActivity } from './nest/service/activity.js';
export type { ConfigRevision } from './nest/service/module-streams.js';

export { FeatureFlag } from './nest/gates/feature-flag.decorator.js';
export type { FeatureFlagDecorator } from './nest/gates/feature-flag.decorator.js';
export { FlagValue } from './nest/decorators/flag-value.decorator.js';
export type { DecoratedClass, GateDecorator } from './nest/gates/gate-decorator.js';
export type { ParameterCannotTake, TypedParameterDecorator } from './nest/decorators/parameter-type.js';
export { RequireVariant } from './nest/gates/require-variant.decorator.js';
export { TrackGoal } from './nest/decorators/track-goal.decorator.js';
export type { TrackGoalOptions } from './nest/decorators/track-goal.options.js';
export { Variant } from './nest/decorators/variant.decorator.js';
export { Visitor } from './nest/decorators/visitor.decorator.js';
export type { VisitorView } from './nest/decorators/visitor.decorator.js';
export type { GateOptions } from './nest/gates/gate.js';
export type { InstanceChoice } from './nest/service/instance-choice.js';
export { ExperimentsInterceptor } from './nest/scopes/experiments.interceptor.js';

export * from './platforms/index.js';
export { absmartlySource } from './platforms/absmartly/wire/absmartly.source.js';
export type { AbsmartlySourceOptions } from './platforms/absmartly/wire/absmartly.source.js';
export { absmartlySink } from './platforms/absmartly/wire/absmartly.sink.js';
export type { AbsmartlySinkOptions } from './platforms/absmartly/wire/absmartly.sink.js';
export {
  customFieldKeys as absmartlyCustomFieldKeys,
  customFieldType as absmartlyCustomFieldType,
  customFieldValue as absmartlyCustomFieldValue,
  variableKeys as absmartlyVariableKeys,
} from './platforms/absmartly/compile/context-data.js';
export { mergeConfig as absmartlyMergeConfig } from './platforms/absmartly/extras/merge-config.js';
export type { VariableReader as AbsmartlyVariableReader } from './platforms/absmartly/extras/merge-config.js';
export { growthbookSource } from './platforms/growthbook/wire/growthbook.source.js';
export type { GrowthbookSourceOptions } from './platforms/growthbook/wire/growthbook.source.js';
export { growthbookSink } from './platforms/growthbook/wire/growthbook.sink.js';
export type {
  GrowthbookSinkOptions,
  GrowthbookTrackedEvent,
} from './platforms/growthbook/wire/growthbook.sink.js';
export { kameleoonSource } from './platforms/kameleoon/wire/kameleoon.source.js';
export type { KameleoonSourceOptions } from './platforms/kameleoon/wire/kameleoon.source.js';
export { kameleoonSink } from './platforms/kameleoon/wire/kameleoon.sink.js';
export type { KameleoonSinkOptions, KameleoonVisitors } from './platforms/kameleoon/wire/kameleoon.sink.js';
export { KameleoonV1 } from './platforms/kameleoon/extras/kameleoon-v1.js';
export type {
  V1Experiments as KameleoonV1Visitor,
  V1Host as KameleoonV1Host,
} from './platforms/kameleoon/extras/kameleoon-v1.js';
export { kameleoonData } from './platforms/kameleoon/visitor/remembered-data.js';
export type {
  ConversionDatum as KameleoonConversion,
  KameleoonBrowser,
  KameleoonDatum,
  KameleoonDevice,
  KameleoonInstruction,
  KameleoonOperatingSystem,
  KameleoonStatement,
} from './platforms/kameleoon/visitor/remembered-data.js';
export type { KameleoonVariable } from './platforms/kameleoon/payload/compile-variables.js';
export {
  EvaluationFailedError as KameleoonEvaluationFailedError,
  ExperimentConfigurationNotFoundError as KameleoonExperimentNotFoundError,
  FeatureConfigurationNotFoundError as KameleoonFeatureNotFoundError,
  FeatureVariableNotFoundError as KameleoonVariableNotFoundError,
  NotActivatedError as KameleoonNotActivatedError,
  NotTargetedError as KameleoonNotTargetedError,
  VariationConfigurationNotFoundError as KameleoonVariationNotFoundError,
  VisitorCodeNotValidError as KameleoonVisitorCodeError,
} from './platforms/kameleoon/setup/kameleoon.errors.js';
export type {
  KameleoonRemoteData,
  KameleoonRemoteVisits,
  KameleoonRequestData,
  KameleoonVisitorOptions,
  KameleoonWarehouse,
} from './platforms/kameleoon/setup/visitor-memory.options.js';
export type {
  KameleoonEndpoints,
  KameleoonVisitorMemory,
} from './platforms/kameleoon/setup/kameleoon.options.js';
export { optimizelySource } from './platforms/optimizely/wire/optimizely.source.js';
export type { OptimizelySourceOptions } from './platforms/optimizely/wire/optimizely.source.js';
export { optimizelySink } from './platforms/optimizely/wire/optimizely.sink.js';
export type { OptimizelyRegion, OptimizelySinkOptions } from './platforms/optimizely/wire/optimizely.sink.js';
export type { FactStore } from './sources/fact-cache.js';
export type { OptimizelyOdp } from './platforms/optimizely/visitor/odp/odp-events.js';
export { optimizelyOdpEvent } from './platforms/optimizely/visitor/odp/odp-datum.js';
export type { OdpVisitorEvent, OptimizelyOdpDatum } from './platforms/optimizely/visitor/odp/odp-datum.js';
export type { OptimizelyOdpEvent } from './platforms/optimizely/visitor/odp/odp-event.js';
export type { OptimizelyOdpLedger } from './platforms/optimizely/visitor/odp/odp-event-queue.js';
export type {
  OptimizelyOdpCacheUse,
  OdpUserAgentParser,
  OptimizelyOdpOptions,
} from './platforms/optimizely/setup/odp.options.js';
export type {
  OptimizelyCmabCacheUse,
  OptimizelyCmabRecord,
  OptimizelyCmabStore,
  OptimizelyCmabOptions,
} from './platforms/optimizely/setup/cmab.options.js';
export type { OptimizelyVisitorOptions } from './platforms/optimizely/visitor/visitor-facilities.js';
export type { DecideOption as OptimizelyDecideOption } from './platforms/optimizely/setup/decide.options.js';
export type { OptimizelyCompileOptions } from './platforms/optimizely/compile/compile.js';
export { vwoAliases } from './platforms/vwo/extras/aliases.js';
export type { VwoAliases, VwoAliasOptions } from './platforms/vwo/extras/aliases.js';
export { vwoConnectorStore } from './platforms/vwo/visitor/connector-store.js';
export type { VwoConnector } from './platforms/vwo/visitor/connector-store.js';
export { vwoSource } from './platforms/vwo/wire/vwo.source.js';
export type { VwoSourceOptions } from './platforms/vwo/wire/vwo.source.js';
export { vwoSink } from './platforms/vwo/wire/vwo.sink.js';
export type { VwoEventOptions, VwoSinkOptions } from './platforms/vwo/wire/vwo.sink.js';
export { vwoIntegrationsSink } from './platforms/vwo/wire/integrations.sink.js';
export type { VwoIntegrations, VwoIntegrationsOptions } from './platforms/vwo/wire/integrations.sink.js';
export type { VwoFlushCallback, VwoFlushPayload } from './platforms/vwo/wire/flush-report.js';
export type {
  DecideDefaults,
  Platform,
  PlatformContext,
  PlatformFront,
  VisitorCookieConvention,
  VisitorFacts,
} from './ports/platform.js';
export type {
  ExplicitVisitor,
  MessageVisitor,
  RequestFacts,
  VisitorAttributes,
  VisitorRequest,
  VisitorUnits,
} from './ports/visitor.js';

export { fileSource } from './sources/file.source.js';
export type { FileSourceOptions } from './sources/file.source.js';
export { httpSource } from './sources/http.source.js';
export type { HttpSourceOptions } from './sources/http.source.js';
export { httpStreamSource } from './sources/http-stream.source.js';
export type { HttpStreamOptions } from './sources/http-stream.source.js';
export { staticSource } from './sources/static.source.js';
export type { StaticSourceOptions } from './sources/static.source.js';
export type { FetchContext, Fetched, Source, SourceListener, SourceValidator } from './ports/source.js';
export { FileSnapshotStore } from './stores/file-snapshot.store.js';
export type { FileSnapshotStoreOptions } from './stores/file-snapshot.store.js';
export { MemoryAssignmentStore } from './stores/memory-assignment.store.js';
export type { MemoryAssignmentStoreOptions } from './stores/memory-assignment.store.js';
export type { SnapshotStore } from './ports/snapshot-store.js';
export type { AssignmentStore } from './ports/assignment-store.js';

export { callbackSink } from './sinks/callback.sink.js';
export type { BatchCallback, CallbackSinkOptions, EventCallback } from './sinks/callback.sink.js';
export { httpJsonSink } from './sinks/http-json.sink.js';
export type { HttpEncoding, HttpJsonSinkOptions, HttpSinkRequest } from './sinks/http-json.sink.js';
export { logSink } from './sinks/log.sink.js';
export type { LogSinkOptions } from './sinks/log.sink.js';
export { ndjsonFileSink } from './sinks/ndjson-file.sink.js';
export type { NdjsonFileSinkOptions } from './sinks/ndjson-file.sink.js';
export type * from './ports/sink.js';
export type { ExperimentationLogger } from './ports/logger.js';

export type { ConfigOrigin, ConfigState, ConfigStatus } from './runtime/config/status.js';
export type { ConfigEvent, ConfigStage, RefreshResult } from './runtime/config/event.js';
export type { EventLife } from './runtime/events/accounting/lifecycle-event.js';
export type { LedgerReport, SinkLedger } from './runtime/events/accounting/ledger.js';

export { DeliveryError } from './errors/delivery.error.js';
export { ExperimentationError } from './errors/experimentation.error.js';
export { NoVisitorError } from './errors/no-visitor.error.js';
export { OptionsError } from './errors/options.error.js';
export type { OptionsProblem } from './errors/options.error.js';
export { PayloadError } from './errors/payload.error.js';
export { RegistrationError } from './errors/registration.error.js';
export {
  ConfigurationNotFoundError,
  NotActivatedError,
  NotTargetedError,
  RequiredDecisionError,
} from './errors/required-decision.error.js';
export { SourceError } from './errors/source.error.js';
export { StartupError } from './errors/startup.error.js';
export { UnitConflictError } from './errors/unit-conflict.error.js';

export type * from './engine/index.js';
export { toGrowthbookFeatureResult, toGrowthbookResult } from './platforms/growthbook/extras/results.js';
export type { GrowthbookFeatureResult } from './platforms/growthbook/extras/results.js';
export { runAutoExperiments } from './platforms/growthbook/extras/run-auto-experiments.js';
export type {
  AutoExperimentOptions,
  AutoExperimentRun,
} from './platforms/growthbook/extras/run-auto-experiments.js';
export type * from './platforms/growthbook/payload/payload.js';
