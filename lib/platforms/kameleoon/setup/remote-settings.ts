import { positiveInteger } from '../../../http/limits.js';
import type {
  KameleoonRemoteData,
  KameleoonRemoteVisits,
  KameleoonWarehouse,
} from './visitor-memory.options.js';

/** What is fetched about visitors. */
export interface RemoteSettings {
  readonly visits: KameleoonRemoteVisits | null;
  readonly warehouse: KameleoonWarehouse | null;
  readonly ttlMs: number;
  readonly maxEntries: number;
}

const DEFAULT_TTL_MS = 1_800_000;
const DEFAULT_ENTRIES = 10_000;

/**
 * Completes the options of what is fetched about visitors; null: nothing is.
 *
 * @throws TypeError when one makes no sense
 */
export function remoteSettings(options: KameleoonRemoteData): RemoteSettings | null {
  const { visits: wanted = false, warehouse: asked } = options;
  const visits = wanted === false ? null : wantedVisits(wanted);
  const warehouse = asked === undefined ? null : checkedWarehouse(asked);
  if (visits === null && warehouse === null) return null;
  return {
    visits,
    warehouse,
    ttlMs: positiveInteger('remoteData.ttlMs', options.ttlMs ?? DEFAULT_TTL_MS),
    maxEntries: positiveInteger('remoteData.maxEntries', options.maxEntries ?? DEFAULT_ENTRIES),
  };
}

function checkedWarehouse(warehouse: KameleoonWarehouse): KameleoonWarehouse {
  const { customDataIndex: index } = warehouse;
  if (Number.isSafeInteger(index) && index >= 0) return warehouse;
  throw new TypeError(
    `Expected remoteData.warehouse.customDataIndex to be a whole number of 0 or more, got ${String(index)}.`,
  );
}

/**
 * What is asked for, completed.
 *
 * @throws TypeError when the number of visits is out of range
 */
export function wantedVisits(wanted: true | KameleoonRemoteVisits): KameleoonRemoteVisits {
  const { previousVisits = 1, currentVisit = true, ...filters } = wanted === true ? {} : wanted;
  const { customData = true, visitorCode = true } = filters;
  if (Number.isSafeInteger(previousVisits) && previousVisits >= 1 && previousVisits <= 25) {
    return { ...filters, previousVisits, currentVisit, customData, visitorCode };
  }
  throw new TypeError(
    `Expected remoteData.visits.previousVisits to be a whole number from 1 to 25, got ${String(previousVisits)}.`,
  );
}
