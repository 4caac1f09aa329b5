import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { askJson } from '../../../../http/ask-json.js';
import { FactCache } from '../../../../sources/fact-cache.js';
import type {
  OptimizelyCmabCacheUse,
  OptimizelyCmabRecord,
  OptimizelyCmabStore,
  OptimizelyCmabOptions,
} from '../../setup/cmab.options.js';
import { CMAB_DEFAULTS } from '../../setup/cmab.options.js';
import type { CmabAttributes } from './cmab-wire.js';
import { cmabAttributes, hashOf, predictionIn, predictionQuestion } from './cmab-wire.js';
import type { CmabRule } from '../../compile/project-facts.js';
import type { CmabPrediction } from '../../subject/visitor.js';

/** Parts a cache key from the hash of attributes that it is asked for with. */
const HASH_MARK = '#';

const MAX_ANSWER_BYTES = 1_048_576;

/** Predictions for contextual bandit rules, from Optimizely's prediction service and kept for a while. */
export class CmabPredictions {
  readonly #store: OptimizelyCmabStore | null;
  readonly #cache: FactCache<OptimizelyCmabRecord>;

  constructor(private readonly options: OptimizelyCmabOptions) {
    const { cacheSize: max = CMAB_DEFAULTS.cacheSize, cacheTtlMs: ttl = CMAB_DEFAULTS.cacheTtlMs } = options;
    const memory = max === 0 ? null : new LRUCache<string, OptimizelyCmabRecord>({ max, ttl });
    this.#store = options.cache ?? memory;
    // Who asks with other attributes must not join a fetch under way, though one prediction is kept for all attributes.
    this.#cache = new FactCache({
      maxEntries: 0,
      ...(this.#store !== null && { store: matching(this.#store) }),
    });
  }

  /** Forgets every prediction. */
  async reset(): Promise<void> {
    await this.#store?.clear?.();
  }

  /** What is predicted for a visitor; null when it could not be had. Never rejects. */
  async predict(
    rule: CmabRule,
    visitorId: string,
    attributes: ReadonlyMap<string, unknown>,
    use: OptimizelyCmabCacheUse,
  ): Promise<CmabPrediction> {
    try {
      const picked = cmabAttributes(rule, attributes);
      if (picked === null) return null;
      return await this.#cached(rule.id, visitorId, picked, use);
    } catch {
      // A decision says that there was none: an error, as in the official SDK.
      return null;
    }
  }

  async #cached(
    ruleId: string,
    visitorId: string,
    attributes: CmabAttributes,
    use: OptimizelyCmabCacheUse,
  ): Promise<OptimizelyCmabRecord | null> {
    const attributesHash = hashOf(attributes);
    const fetch = (): Promise<OptimizelyCmabRecord> =>
      this.#fetch(ruleId, visitorId, attributes, attributesHash);
    if (use === 'ignore') return fetch();
    const key = `${visitorId.length}-${visitorId}-${ruleId}`;
    if (use === 'invalidate') await this.#store?.delete?.(key);
    return this.#cache.load(`${key}${HASH_MARK}${attributesHash}`, fetch);
  }

  async #fetch(
    ruleId: string,
    visitorId: string,
    attributes: CmabAttributes,
    attributesHash: string,
  ): Promise<OptimizelyCmabRecord> {
    const cmabUuid = randomUUID();
    const body = predictionQuestion(ruleId, visitorId, attributes, cmabUuid);
    for (let attempt = 1; ; attempt++) {
      try {
        return { attributesHash, variationId: await this.#ask(ruleId, body), cmabUuid };
      } catch (error) {
        if (attempt === CMAB_DEFAULTS.attempts) throw error;
      }
      await pause(CMAB_DEFAULTS.pauseMs, undefined, { ref: false });
    }
  }

  async #ask(ruleId: string, body: string): Promise<string> {
    const { predictionEndpointTemplate: template = CMAB_DEFAULTS.predictionEndpointTemplate } = this.options;
    const answer = await askJson({
      url: template.replace('%s', () => encodeURIComponent(ruleId)),
      wanted: 'a prediction',
      body,
      accepts: (status) => status >= 200 && status <= 399,
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: this.options.timeoutMs ?? CMAB_DEFAULTS.timeoutMs,
      fetch: this.options.fetch,
    });
    return predictionIn(answer);
  }
}

/** One record a visitor and rule, given only for the attributes that it was made from. */
function matching(store: OptimizelyCmabStore): OptimizelyCmabStore {
  const parted = (key: string): [string, string] => {
    const at = key.lastIndexOf(HASH_MARK);
    return [key.slice(0, at), key.slice(at + 1)];
  };
  return {
    async get(key) {
      const [visitorAndRule, hash] = parted(key);
      const record = await store.get(visitorAndRule);
      return record?.attributesHash === hash ? record : undefined;
    },
    set: (key, record) => store.set(parted(key)[0], record),
  };
}
