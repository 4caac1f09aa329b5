import type { AssignmentStore, TextAssignmentStore } from '../ports/assignment-store.js';
import type { ExperimentationLogger } from '../ports/logger.js';
import type { Platform, PlatformFront } from '../ports/platform.js';
import type { Sink } from '../ports/sink.js';
import type { SnapshotStore } from '../ports/snapshot-store.js';
import type { Source } from '../ports/source.js';
import type { VisitorAttributes, VisitorUnits } from '../ports/visitor.js';
import type {
  CronRefresh,
  EventsOptions,
  ExposureOptions,
  IntervalRefresh,
  ShutdownOptions,
  SnapshotFile,
  StartupMode,
  StartupPolicy,
  GatesOptions,
  UnknownKeys,
} from './runtime-options.js';
import type { OverridesOptions } from './overrides-options.js';
import type { VisitorOptionsFor } from './visitor-options.js';

/**
 * The options of one module instance. All problems with them are reported at once, in an `OptionsError`; members that are not
 * listed here are problems too.
 *
 * @typeParam Context - what functions of the application get: Nest's `ExecutionContext`
 */
export interface OptionsFor<Context> {
  /** The experimentation platform: `growthbook({...})`, `localFile('experiments.json')` ... */
  readonly platform: Platform | PlatformFront;
  /**
   * Where the configuration comes from.
   *
   * @defaultValue the platform's own source
   */
  readonly source?: Source | undefined;
  /**
   * When the configuration is refreshed. It is registered with `@nestjs/schedule` as `experimentation:refresh`, or as
   * `experimentation:<name>:refresh` in a named instance. `false` leaves it to `experiments.refresh()` and to sources that
   * tell of changes themselves.
   *
   * @defaultValue at the pace of the platform's own SDK, else `{ everyMs: 60_000 }`
   */
  readonly refresh?: IntervalRefresh | CronRefresh | false | undefined;
  /**
   * What happens when the source does not answer at the start.
   *
   * @defaultValue `{ mode: 'block', deadlineMs: 5_000 }`
   */
  readonly startup?: StartupMode | StartupPolicy | undefined;
  /**
   * Keeps the last good configuration for starts without the source: a file, or a store of your own.
   *
   * @defaultValue none
   */
  readonly snapshot?: SnapshotFile | SnapshotStore | undefined;
  /**
   * A payload, or a function that gets one, for starts without source and snapshot.
   *
   * @defaultValue none: everything answers its fallback until the source has answered
   */
  readonly bootstrap?: unknown;
  /**
   * Configuration that could not be checked for longer than this counts as stale in `status()`, in milliseconds above 0.
   *
   * @defaultValue it counts as stale only after a failed contact
   */
  readonly staleAfterMs?: number | undefined;
  /**
   * Whether configuration without any flag may replace configuration with some.
   *
   * @defaultValue `false`
   */
  readonly allowEmpty?: boolean | undefined;
  /** How visitors are recognised. @defaultValue by a cookie, see {@link VisitorOptionsFor} */
  readonly visitor?: VisitorOptionsFor<Context> | undefined;
  /**
   * Attributes for targeting. Asked once per visitor scope, when the first decision is made, so that a user whom an
   * authentication guard has found counts. Declare it `async` if it has to wait, such as for what a database knows of the
   * visitor code: then it is awaited before the handler runs.
   *
   * @defaultValue none
   */
  readonly attributes?:
    | ((
        context: Context,
        visitorCode: string,
      ) => VisitorAttributes | undefined | Promise<VisitorAttributes | undefined>)
    | undefined;
  /**
   * Units besides `visitor`, such as `{ user: '42', account: 'acme' }`. Asked together with `attributes`.
   *
   * @defaultValue none
   */
  readonly units?:
    | ((
        context: Context,
        visitorCode: string,
      ) => VisitorUnits | undefined | Promise<VisitorUnits | undefined>)
    | undefined;
  /**
   * Where events go.
   *
   * @defaultValue where the platform wants them; none for a platform without a collector
   */
  readonly sinks?: readonly Sink[] | undefined;
  /** How events wait and are delivered. @defaultValue see {@link EventsOptions} */
  readonly events?: EventsOptions | undefined;
  /** What counts as an exposure. @defaultValue see {@link ExposureOptions} */
  readonly exposures?: ExposureOptions | undefined;
  /** How gates behave. @defaultValue see {@link GatesOptions} */
  readonly gates?: GatesOptions | undefined;
  /**
   * What becomes of keys that the configuration does not know. Those of all decorators are looked up when the first configuration
   * is in service, others when they are asked for. `'error'` stops the start for a decorator's key; where a missing key is an
   * ordinary state of the platform, it is told once, at level log.
   *
   * @defaultValue `'warn'`
   */
  readonly unknownKeys?: UnknownKeys | undefined;
  /**
   * Tokens that `signOverrides()` makes, and that force variations for one browser: for demonstrations and tests in production.
   * Of what they force, nothing is reported or stored.
   *
   * @defaultValue none: tokens force nothing
   */
  readonly overrides?: OverridesOptions | undefined;
  /**
   * Keeps visitors' assignments, so that they survive changes of weights and traffic.
   *
   * @defaultValue none: assignments are computed anew
   */
  readonly stickyStore?: AssignmentStore | TextAssignmentStore | undefined;
  /**
   * Whether assignments of experiments that the configuration no longer has are left out when a visitor's document is written.
   * An experiment that comes back assigns its visitors anew then; one that is defined in code counts as unknown.
   *
   * @defaultValue false: they are kept
   */
  readonly stickyForget?: boolean | undefined;
  /**
   * Milliseconds that a request waits for the assignment store, and for what the platform fetches about a visitor; then it
   * goes on without. Above 0.
   *
   * @defaultValue 250
   */
  readonly prefetchTimeoutMs?: number | undefined;
  /** How the module ends. @defaultValue see {@link ShutdownOptions} */
  readonly shutdown?: ShutdownOptions | undefined;
  /** Where the module speaks to operators. @defaultValue Nest's logger, context `Experimentation` */
  readonly logger?: ExperimentationLogger | undefined;
}
