import type { Platform } from '../ports/platform.js';
import type { SnapshotStore } from '../ports/snapshot-store.js';
import type { Source } from '../ports/source.js';
import type { OptionsFor } from './experimentation-options.js';
import type {
  EventsOptions,
  GateExposure,
  SnapshotFile,
  StartupMode,
  UndecidedGate,
  UnknownKeys,
} from './runtime-options.js';
import type { VisitorOptionsFor } from './visitor-options.js';

/** When the configuration is refreshed. */
export type RefreshSettings =
  | {
      readonly kind: 'interval';
      readonly everyMs: number;
      readonly jitterMs: number;
      /** What the configuration in service asks for instead; left out where it has no say. */
      readonly everyMsOf?: NonNullable<Platform['refreshMsOf']>;
    }
  | {
      readonly kind: 'cron';
      readonly cron: string;
      readonly timeZone: string | undefined;
      readonly jitterMs: number;
    }
  | { readonly kind: 'off' };

/** The visitor cookie, complete. */
export interface CookieSettings {
  readonly name: string;
  readonly domain: string | undefined;
  readonly path: string;
  readonly maxAgeMs: number;
  readonly secure: boolean | 'auto';
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  readonly partitioned: boolean;
  readonly renewAfterMs: number;
  /** `application`: with the secret of the Nest application. */
  readonly signed: false | 'application' | { readonly secrets: readonly string[] };
}

/** How visitors are recognised, complete. */
export interface VisitorSettings<Context> {
  readonly cookie: CookieSettings | null;
  readonly setCookie: 'when-due' | 'always' | 'when-new' | 'never';
  readonly newcomers: 'all' | 'navigations';
  readonly counts: NonNullable<VisitorOptionsFor<Context>['counts']> | null;
  readonly cacheControl: boolean;
  readonly queryParameter: { readonly name: string; readonly replaces: boolean } | null;
  readonly resolve: NonNullable<VisitorOptionsFor<Context>['resolve']> | null;
  readonly fromMessage: NonNullable<VisitorOptionsFor<Context>['fromMessage']> | null;
  readonly mint: NonNullable<VisitorOptionsFor<Context>['mint']> | null;
  /** Makes random codes; null: UUIDs. */
  readonly randomCode: (() => string) | null;
  readonly facts: NonNullable<VisitorOptionsFor<Context>['facts']> | null;
  readonly maxLength: number;
  readonly pattern: RegExp | null;
  readonly asyncContext: boolean;
}

/** Signed overrides, complete. */
export interface OverridesSettings {
  readonly secrets: readonly string[];
  readonly parameter: string | null;
  readonly cookie: string | null;
  /** In lower case. */
  readonly header: string | null;
  readonly allow: ReadonlySet<string> | null;
  readonly maxAgeMs: number;
}

/** The options of one module instance, checked and complete: nothing downstream asks what a default is. Frozen. */
export interface ExperimentationSettings<Context> {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly platform: Platform;
  readonly source: Source;
  readonly refresh: RefreshSettings;
  readonly startup: { readonly mode: StartupMode; readonly deadlineMs: number };
  readonly snapshot: SnapshotStore | SnapshotFile | null;
  readonly bootstrap: unknown;
  readonly staleAfterMs: number | undefined;
  readonly allowEmpty: boolean;
  readonly visitor: VisitorSettings<Context>;
  readonly attributes: NonNullable<OptionsFor<Context>['attributes']> | null;
  readonly units: NonNullable<OptionsFor<Context>['units']> | null;
  /** Null: the platform's. */
  readonly sinks: NonNullable<OptionsFor<Context>['sinks']> | null;
  /** What is left out is up to the event pipeline. */
  readonly events: EventsOptions;
  readonly exposures: { readonly maxRemembered: number | undefined; readonly gates: GateExposure };
  readonly gates: { readonly undecided: UndecidedGate };
  readonly unknownKeys: UnknownKeys;
  /** Null: tokens force nothing. */
  readonly overrides: OverridesSettings | null;
  readonly stickyStore: NonNullable<OptionsFor<Context>['stickyStore']> | null;
  readonly stickyForget: boolean;
  readonly prefetchTimeoutMs: number;
  readonly shutdown: { readonly deadlineMs: number };
  /** Null: Nest's. */
  readonly logger: NonNullable<OptionsFor<Context>['logger']> | null;
}
