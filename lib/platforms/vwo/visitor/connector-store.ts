import { inspect } from 'node:util';
import type { StoredDocument } from '../../../engine/decision.js';
import type { AssignmentStore } from '../../../ports/assignment-store.js';
import { isRecord } from '../payload/foreign-value.js';

/** A storage connector as VWO's SDKs take it (`storage` of `init`): it keeps one record for each feature and user. */
export interface VwoConnector {
  /** Gets the record of a feature and user, or a promise of it; what is no object, or an empty one, says that there is none. */
  get(featureKey: string, userId: string): unknown;
  /** Keeps a record: `featureKey` and `userId` in it say whose it is. What it returns is awaited. */
  set(data: Record<string, unknown>): unknown;
}

/** Ways to tell a user id from feature keys that are tried, for several keys and for one. */
const MAX_READINGS = 4;
const MAX_READINGS_OF_ONE = 16;

/**
 * Makes an assignment store of a storage connector for VWO's SDKs, so that decisions are shared with services that run one.
 *
 * The connector is asked for the record of every feature of the settings, all at once, when a visitor arrives. Keys of stored
 * documents are `<featureKey>_<userId>`: where both have underscores it is asked for more than one way to read them, the
 * longest user id first, until one has records.
 *
 * @throws TypeError when the connector has no `get` and `set`
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: vwo({ ... }), stickyStore: vwoConnectorStore(connector) })
 * ```
 */
export function vwoConnectorStore(connector: VwoConnector): AssignmentStore {
  if (typeof connector?.get !== 'function' || typeof connector.set !== 'function') {
    throw new TypeError(
      `vwoConnectorStore() expects a storage connector: an object with get(featureKey, userId) and set(data). Got ${inspect(connector, { depth: 0 })}.`,
    );
  }
  return new ConnectorStore(connector);
}

class ConnectorStore implements AssignmentStore {
  constructor(private readonly connector: VwoConnector) {}

  async getMany(keys: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    for (const userId of usersOf(keys)) {
      const found = await this.#read(keys, userId);
      if (found.size !== 0) return found;
    }
    return new Map();
  }

  async set(_key: string, document: StoredDocument): Promise<void> {
    await this.connector.set({ ...document });
  }

  /** A record that cannot be read counts as none, as in VWO's SDK; it is a failure if none can. */
  async #read(keys: readonly string[], userId: string): Promise<ReadonlyMap<string, StoredDocument>> {
    const asked = await Promise.allSettled(
      keys.map(async (key) => this.connector.get(key.slice(0, -userId.length - 1), userId)),
    );
    const found = new Map<string, StoredDocument>();
    const failure = asked.find((one) => one.status === 'rejected');
    if (failure !== undefined && asked.every((one) => one.status === 'rejected')) throw failure.reason;
    for (const [i, one] of asked.entries()) {
      if (one.status === 'fulfilled' && isRecord(one.value) && Object.keys(one.value).length > 0) {
        found.set(keys[i] as string, one.value);
      }
    }
    return found;
  }
}

/** Who the keys may be about, the longest user id first: what follows an underscore in all of them. */
function usersOf(keys: readonly string[]): readonly string[] {
  const [first, ...others] = keys;
  if (first === undefined) return [];
  const users: string[] = [];
  const most = others.length === 0 ? MAX_READINGS_OF_ONE : MAX_READINGS;
  for (let at = first.indexOf('_'); at !== -1 && users.length < most; at = first.indexOf('_', at + 1)) {
    const end = first.slice(at);
    if (end.length > 1 && others.every((key) => key.endsWith(end))) users.push(end.slice(1));
  }
  return users;
}
