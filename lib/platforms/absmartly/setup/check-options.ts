import { unitsByType } from '../subject/unit-types.js';
import type { AbsmartlyApplication, AbsmartlyOptions } from './absmartly.options.js';
import { checkConnection } from './connection.js';
import { deliveryHeaders } from './delivery.js';
import { downloadSettings } from './download.js';

/** Options that are complete. */
export interface ConnectedOptions extends AbsmartlyOptions {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly application: string | AbsmartlyApplication;
  readonly environment: string;
}

/**
 * Checks all that can be said of options before the platform is loaded.
 *
 * @throws TypeError for the first that makes no sense
 */
export function checkOptions(options: AbsmartlyOptions): void {
  const connected = connectedOptions(options);
  unitsByType(options);
  if (connected === null) return;
  downloadSettings(connected);
  if (connected.events !== false) deliveryHeaders(connected);
}

/**
 * Options with all that addresses the collector; null: there is none.
 *
 * @throws TypeError when part of that is missing or makes no sense
 */
export function connectedOptions(options: AbsmartlyOptions): ConnectedOptions | null {
  if (options.endpoint === undefined && options.payload !== undefined) return null;
  checkConnection('absmartly', options);
  return options as ConnectedOptions;
}
