import { askJson } from '../../../http/ask-json.js';
import { untilAborted } from '../../../http/until-aborted.js';
import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';

/** How access tokens are had. */
export interface AccessTokenOptions {
  /** Origin of the API. */
  readonly api: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** For one request, in milliseconds. */
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
  /** The time, epoch milliseconds. */
  readonly now: () => number;
}

/** A token is dropped this long before it expires, as in the vendor's SDKs. */
const MARGIN_MS = 60_000;
/** From this long before it expires the next one is asked for, while the old one still serves. */
const RENEWAL_MS = 1_800_000;
/** After a failure nobody asks again for this long: events do not wait for a token. */
const PAUSE_MS = 30_000;
const MAX_ANSWER_BYTES = 65_536;

/**
 * An OAuth 2.0 access token by client credentials (RFC 6749, section 4.4): had when it is first needed, shared until shortly
 * before it expires, and renewed in good time by whoever needs it then, without waiting. Credentials and tokens appear in no message.
 */
export class AccessToken {
  #token: string | null = null;
  #until = 0;
  #renewFrom = 0;
  #fetching: Promise<string | null> | null = null;
  #onFailure: (message: string) => void = () => undefined;

  constructor(private readonly options: AccessTokenOptions) {}

  /** Whom to tell, in a sentence, that there is no token. */
  tellFailures(listener: (message: string) => void): void {
    this.#onFailure = listener;
  }

  /** The token; null when none is to be had at present: requests then go without. */
  get(): Promise<string | null> {
    const now = this.options.now();
    if (now >= this.#until) return this.#fetch();
    // Never rejects.
    if (now >= this.#renewFrom) void this.#fetch();
    return Promise.resolve(this.#token);
  }

  /** Forgets a token that was refused. */
  discard(token: string): void {
    if (this.#token !== token) return;
    this.#token = null;
    this.#until = 0;
  }

  #fetch(): Promise<string | null> {
    this.#fetching ??= this.#renew().finally(() => (this.#fetching = null));
    return this.#fetching;
  }

  async #renew(): Promise<string | null> {
    try {
      const { token, expiresInMs } = await this.#request();
      const now = this.options.now();
      this.#token = token;
      this.#until = now + Math.max(expiresInMs - MARGIN_MS, 0);
      this.#renewFrom = expiresInMs > RENEWAL_MS ? now + expiresInMs - RENEWAL_MS : this.#until;
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
    return this.#token;
  }

  /** A token that is still good serves on. */
  #fail(why: string): void {
    const now = this.options.now();
    const serves = now < this.#until;
    this.#renewFrom = now + PAUSE_MS;
    if (!serves) {
      this.#token = null;
      this.#until = this.#renewFrom;
    }
    const until = serves
      ? 'The one at hand serves until it expires'
      : 'Requests go without one until it works';
    this.#onFailure(
      `No access token from Kameleoon: ${why.replace(/\.$/, '')}. ${until}; check clientId and clientSecret.`,
    );
  }

  async #request(): Promise<{ readonly token: string; readonly expiresInMs: number }> {
    const { api, clientId, clientSecret, timeoutMs, fetch: send } = this.options;
    const url = `${api}/oauth/token`;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const answer = await askJson({
      url,
      wanted: 'an access token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      accepts: (status) => status === 200,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      fetch: send,
    });
    return readToken(answer, url);
  }
}

function readToken(answer: unknown, url: string): { readonly token: string; readonly expiresInMs: number } {
  const token = isJsonObject(answer) ? own(answer, 'access_token') : undefined;
  const expiresIn = isJsonObject(answer) ? Number(own(answer, 'expires_in')) : Number.NaN;
  if (typeof token === 'string' && token !== '' && Number.isFinite(expiresIn)) {
    return { token, expiresInMs: expiresIn * 1_000 };
  }
  throw new Error(`${url} answered something that is no access token`);
}

/** Sends requests with the access token. One that is refused (HTTP 401) is forgotten, and the request is made once more, without. */
export function authorized(send: typeof fetch, token: AccessToken): typeof fetch {
  return async (input, init) => {
    const signal = init?.signal ?? undefined;
    // The token is shared, so its request goes on when one of those who wait gives up.
    const value = await (signal === undefined ? token.get() : untilAborted(token.get(), signal));
    if (value === null) return send(input, init);
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${value}`);
    const response = await send(input, { ...init, headers });
    if (response.status !== 401) return response;
    token.discard(value);
    await response.body?.cancel();
    return send(input, init);
  };
}
