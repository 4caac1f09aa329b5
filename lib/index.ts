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
  VisitorOptions,
} from './nest/module/experimentation-options.js';
export type { OptionsFor } from './options/experimentation-options.js';
export type {
  CronRefresh,
  EventsOptions,
  ExposureOptions,
  GateExposure,
  GatesOptions,
  InstanceOptions,
  IntervalRefresh,
  ShutdownOptions,
  SnapshotFile,
  StartupMode,
  StartupPolicy,
  UndecidedGate,
  UnknownKeys,
} from './options/runtime-options.js';
export type { OverridesOptions } from './options/overrides-options.js';
export type { CookieSignature, VisitorCookieOptions, VisitorOptionsFor } from './options/visitor-options.js';
export { getExperimentsToken, InjectExperiments } from './nest/service/experimentation.tokens.js';
export { getRefreshJobName } from './nest/module/schedule/refresh-schedule.js';

export { Experiments } from './nest/service/experiments.service.js';
export { addVary } from './nest/service/add-vary.js';
export type { VaryingResponse } from './nest/service/add-vary.js';
export type { ExperimentationStatus } from './nest/service/experiments.service.js';
export { VisitorExperiments } from './runtime/questions/visitor-experiments.js';
export type { OverrideOptions, TrackOptions } from './runtime/questions/visitor-experiments.js';
export type { SignedOverride, SignOverridesOptions } from './runtime/overrides/override-tokens.js';
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
export type { FactStore } from './sources/fact-cache.js';
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
  NamedVisitor,
  QueryParameterOptions,
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
export { cookieStore } from './stores/cookie.store.js';
export type { CookieStoreOptions } from './stores/cookie.store.js';
export { keyvStore } from './stores/keyv.store.js';
export type { KeyvClient, KeyvStoreOptions } from './stores/keyv.store.js';
export { redisStore } from './stores/redis.store.js';
export type { RedisStoreOptions } from './stores/redis.store.js';
export type { IoRedisClient, NodeRedisClient, RedisClient } from './stores/redis-client.js';
export { tieredStore } from './stores/tiered.store.js';
export type { SnapshotStore } from './ports/snapshot-store.js';
export type {
  AssignmentStore,
  DocumentMerge,
  DocumentParts,
  ReadDocument,
  StoreRequest,
  TextAssignmentStore,
} from './ports/assignment-store.js';

export { callbackSink } from './sinks/callback.sink.js';
export type { BatchCallback, CallbackSinkOptions, EventCallback } from './sinks/callback.sink.js';
export { discreetSink } from './sinks/discreet.sink.js';
export type { DiscreetSinkOptions, LeavingAttributes } from './sinks/discreet.sink.js';
export { httpJsonSink } from './sinks/http-json.sink.js';
export type { HttpEncoding, HttpJsonSinkOptions, HttpSinkRequest } from './sinks/http-json.sink.js';
export { logSink } from './sinks/log.sink.js';
export type { LogSinkOptions } from './sinks/log.sink.js';
export { ndjsonFileSink } from './sinks/ndjson-file.sink.js';
export type { NdjsonFileSinkOptions } from './sinks/ndjson-file.sink.js';
export type * from './ports/sink.js';
export type { ExperimentationLogger } from './ports/logger.js';

export type { ConfigOrigin } from './runtime/config/installation.js';
export type { ConfigState, ConfigStatus } from './runtime/config/status.js';
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
