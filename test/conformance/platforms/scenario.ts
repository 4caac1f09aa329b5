import type { EngineCapability, PlatformCase } from './platform-case.js';

/** A capability of the engine: how a platform shows that it has it, and that it has not. */
export interface Scenario {
  readonly capability: EngineCapability;
  /** Row of the table and title of the test. */
  readonly title: string;
  /** Passes where the capability is there; the same assertions for every platform. */
  readonly present: (platform: PlatformCase) => Promise<void> | void;
  /** Passes where it is declared absent. Left out: every platform must have it. */
  readonly absent?: (platform: PlatformCase) => Promise<void> | void;
}
