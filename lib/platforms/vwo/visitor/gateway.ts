import { judgeStatus } from '../../../sinks/http-answer.js';
import { post } from '../../../sinks/http-post.js';
import { FactCache } from '../../../sources/fact-cache.js';
import { httpSource } from '../../../sources/http.source.js';
import { positiveInteger, timerDelay } from '../../../sources/limits.js';
import { serverUrl } from '../setup/connection.js';
import { own } from '../payload/foreign-value.js';
import type { VwoGatewayOptions } from '../setup/vwo.options.js';

/** What the gateway tells of an address and a user agent. */
export interface GatewayVisitor {
  readonly location: unknown;
  readonly userAgent: unknown;
}

/** What else a {@link Gateway} needs to know. */
export interface GatewayParts {
  readonly accountId: string;
  readonly fetch: typeof fetch | undefined;
}

const DEFAULT_TIMEOUT_MS = 2_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Asks VWO's gateway about visitors. Answers are kept for a while, whoever asks. */
export class Gateway {
  /** Without a slash at its end. */
  readonly url: string;
  readonly #timeoutMs: number;
  readonly #visitors: FactCache<GatewayVisitor>;
  readonly #lists: FactCache<{ readonly answer: unknown }>;
  readonly #users: FactCache<{ readonly answer: unknown }>;

  constructor(
    options: VwoGatewayOptions,
    private readonly context: GatewayParts,
  ) {
    const { url, timeoutMs, maxEntries, ttlMs } = options;
    this.url = serverUrl('gateway.url', url);
    this.#timeoutMs = timerDelay('gateway.timeoutMs', timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const bounds = { maxEntries: bound('maxEntries', maxEntries), ttlMs: bound('ttlMs', ttlMs) };
    this.#visitors = new FactCache(bounds);
    this.#lists = new FactCache(bounds);
    this.#users = new FactCache(bounds);
  }

  /**
   * Where a visitor is and what they use; texts are left out of the question when they are not known.
   *
   * @throws SourceError when the gateway does not answer
   */
  async visitor(userAgent: string | null, ipAddress: string | null): Promise<GatewayVisitor | null> {
    return this.#visitors.load(JSON.stringify([userAgent, ipAddress]), async () => {
      const answer = await this.#get('/get-user-details', {
        ...(userAgent && { userAgent }),
        ...(ipAddress && { ipAddress }),
      });
      return { location: own(answer, 'location'), userAgent: own(answer, 'userAgent') };
    });
  }

  /**
   * What the gateway says of a value and a list. Segments judge it.
   *
   * @throws SourceError when the gateway does not answer
   */
  async listed(listId: string, attribute: string): Promise<unknown> {
    const kept = await this.#lists.load(JSON.stringify([listId, attribute]), async () => ({
      answer: await this.#get('/check-attribute', { attribute, listId }),
    }));
    return kept?.answer;
  }

  /**
   * What the gateway says of the users that an alias stands for.
   *
   * @throws SourceError when the gateway does not answer
   */
  async aliased(sdkKey: string, aliasId: string): Promise<unknown> {
    const kept = await this.#users.load(aliasId, async () => ({
      answer: await this.#get('/user-alias/getAliasUserId', { sdkKey, userId: JSON.stringify([aliasId]) }),
    }));
    return kept?.answer;
  }

  /**
   * Has the gateway know an alias of a user.
   *
   * @throws DeliveryError when it does not take it
   */
  async setAlias(sdkKey: string, userId: string, aliasId: string): Promise<void> {
    const query = queryOf({ accountId: this.context.accountId, sdkKey, userId, aliasId });
    const message = {
      url: `${this.url}/user-alias/setUserAlias?${query}`,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ userId, aliasId }),
    };
    const answer = await post(this.context.fetch ?? fetch, message, AbortSignal.timeout(this.#timeoutMs));
    const failure = judgeStatus(answer);
    if (failure !== undefined) throw failure;
  }

  /** Not tied to the request that asks first: others may wait for the same answer, and a late one serves the next. */
  async #get(path: string, question: Readonly<Record<string, string>>): Promise<unknown> {
    const query = queryOf({ ...question, accountId: this.context.accountId });
    const source = httpSource({
      url: `${this.url}${path}?${query}`,
      name: `VWO gateway (${new URL(this.url).origin})`,
      timeoutMs: this.#timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      fetch: this.context.fetch,
    });
    const fetched = await source.fetch({ signal: new AbortController().signal, since: undefined });
    return fetched?.payload;
  }
}

function bound(name: string, value: number | undefined): number | undefined {
  return value === undefined || value === 0 ? value : positiveInteger(`gateway.${name}`, value);
}

function queryOf(members: Readonly<Record<string, string>>): string {
  return Object.entries(members)
    .map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`)
    .join('&');
}

/** Half a surrogate pair has no UTF-8 form. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
