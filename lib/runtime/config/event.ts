import type { ProgramWarning } from '../../engine/program.js';
import type { ConfigOrigin } from './installation.js';

/** Something that happened to the configuration. `at` is epoch milliseconds. */
export type ConfigEvent =
  /** Live configuration is in service for the first time. Once. */
  | { readonly kind: 'ready'; readonly at: number; readonly revision: string }
  /** Another revision is in service. */
  | {
      readonly kind: 'refresh';
      readonly at: number;
      readonly revision: string;
      /** Of what was in service before; `''` when that was nothing. */
      readonly previous: string;
      readonly origin: ConfigOrigin;
      /** Name of where it comes from. */
      readonly source: string;
      readonly warnings: readonly ProgramWarning[];
    }
  /** The source answered that nothing is new. */
  | { readonly kind: 'unchanged'; readonly at: number; readonly revision: string }
  /** Something failed; what was in service still is. */
  | {
      readonly kind: 'error';
      readonly at: number;
      readonly error: Error;
      /** What failed: asking the source, using its answer, being told of changes, the snapshot, the bootstrap payload. */
      readonly stage: ConfigStage;
      /** Contacts with the source that failed in a row. */
      readonly consecutiveFailures: number;
    }
  /** The source answers again, after so many failed contacts, or after a start without it. */
  | { readonly kind: 'recovered'; readonly at: number; readonly revision: string; readonly failures: number };

/** What can fail. */
export type ConfigStage = 'fetch' | 'install' | 'watch' | 'snapshot' | 'bootstrap';

/** Is told of events, in order, synchronously. What it throws is logged and harms nobody. */
export type ConfigListener = (event: ConfigEvent) => void;

/** What one refresh came to. */
export interface RefreshResult {
  /**
   * `installed`: another revision is in service; `unchanged`: nothing is new; `failed`: what was in service still is.
   */
  readonly outcome: 'installed' | 'unchanged' | 'failed';
  /** Of what is in service now; `''` when that is nothing. */
  readonly revision: string;
  /** Set when it failed. */
  readonly error?: Error;
}
