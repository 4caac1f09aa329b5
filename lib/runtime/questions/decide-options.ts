import type { DecideManner } from '../scope/decide-mode.js';

/** How a decision is asked for. */
export interface DecideOptions<T = unknown> extends DecideManner {
  /**
   * Whether the decision counts: its exposures are reported. False only looks.
   *
   * @defaultValue true, unless the platform is set up to report none
   */
  readonly expose?: boolean | undefined;
  /**
   * True: the decision is stored, where there is an assignment store, though `expose` is false and nothing is reported. What counts
   * is stored anyway.
   *
   * @defaultValue as `expose`
   */
  readonly store?: boolean | undefined;
  /**
   * Served when there is no value, or one of another JSON type (reason `ERROR`, error code `TYPE_MISMATCH`).
   *
   * @defaultValue null
   */
  readonly fallback?: T | undefined;
}

/** How all decisions are asked for. */
export interface DecideAllOptions extends DecideManner {
  /** Only these keys. @defaultValue every flag, and on platforms where experiments run without flags also those */
  readonly keys?: readonly string[] | undefined;
  /** Leaves out what is off; with `expose`, what is left out counts nevertheless. @defaultValue false, unless the platform is set up otherwise */
  readonly enabledOnly?: boolean | undefined;
  /** Whether the decisions count: looking at everything enrols nobody unless it is said. @defaultValue false */
  readonly expose?: boolean | undefined;
  /** As {@link DecideOptions.store}. @defaultValue as `expose` */
  readonly store?: boolean | undefined;
}
