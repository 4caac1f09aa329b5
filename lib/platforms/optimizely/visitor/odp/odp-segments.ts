import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { askJson } from '../../../../http/ask-json.js';
import { FactCache } from '../../../../sources/fact-cache.js';
import type { FactStore } from '../../../../sources/fact-cache.js';
import type { OptimizelyOdpCacheUse, OptimizelyOdpOptions } from '../../setup/odp.options.js';
import { identifierOf, ODP_DEFAULTS } from '../../setup/odp.options.js';
import { qualifiedIn, segmentsQuery } from './odp-segments-wire.js';
import type { OdpFacts } from '../../compile/project-facts.js';

const MAX_ANSWER_BYTES = 1_048_576;

/** Real-time segments of visitors, fetched from Optimizely's data platform and kept for a while. */
export class OdpSegments {
  readonly #store: FactStore<readonly string[]> | undefined;
  readonly #cache: FactCache<readonly string[]>;
  /** Marks of integrations in cache keys: segments fetched for another account or another list say nothing. */
  readonly #marks = new WeakMap<OdpFacts, string>();

  constructor(private readonly options: OptimizelyOdpOptions) {
    const max = options.segmentsCacheSize ?? ODP_DEFAULTS.segmentsCacheSize;
    const ttl = options.segmentsCacheTtlMs ?? ODP_DEFAULTS.segmentsCacheTtlMs;
    this.#store =
      options.segmentsCache ??
      (max === 0 ? undefined : new LRUCache<string, readonly string[]>({ max, ttl }));
    this.#cache = new FactCache({ maxEntries: 0, store: this.#store });
  }

  /**
   * The segments that a visitor is qualified for.
   *
   * @throws Error when they could not be had; nothing is cached then
   */
  async qualified(odp: OdpFacts, userId: string, use: OptimizelyOdpCacheUse): Promise<readonly string[]> {
    if (use === 'ignore') return this.#fetch(odp, userId);
    if (use === 'reset') await this.#store?.clear?.();
    const key = `${identifierOf(userId)}-$-${userId}-$-${this.#mark(odp)}`;
    return (await this.#cache.load(key, () => this.#fetch(odp, userId))) ?? [];
  }

  async #fetch({ host, publicKey, segments }: OdpFacts, userId: string): Promise<readonly string[]> {
    const answer = await askJson({
      url: `${host}/v3/graphql`,
      wanted: 'segments',
      headers: { 'x-api-key': publicKey },
      body: segmentsQuery(identifierOf(userId), userId, segments),
      timeoutMs: this.options.segmentsTimeoutMs ?? ODP_DEFAULTS.segmentsTimeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      fetch: this.options.fetch,
    });
    return qualifiedIn(answer);
  }

  #mark(odp: OdpFacts): string {
    const known = this.#marks.get(odp);
    if (known !== undefined) return known;
    const content = JSON.stringify([odp.host, odp.publicKey, odp.segments]);
    const mark = createHash('sha256').update(content).digest('base64url').slice(0, 16);
    this.#marks.set(odp, mark);
    return mark;
  }
}
