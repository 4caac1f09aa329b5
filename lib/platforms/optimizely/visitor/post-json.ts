import { readBody } from '../../../sources/read-body.js';

/** A question to one of Optimizely's services. */
export interface JsonQuestion {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch | undefined;
}

/** What came back, whatever the status. */
export interface JsonResponse {
  readonly status: number;
  readonly body: string;
}

const MAX_ANSWER_BYTES = 1_048_576;

/** Posts JSON and reads the answer. Redirects are not followed. Throws when there is no answer in time, or one beyond 1 MiB. */
export async function postJson({
  url,
  headers,
  body,
  timeoutMs,
  fetch: send = fetch,
}: JsonQuestion): Promise<JsonResponse> {
  const response = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const bytes = await readBody(response, MAX_ANSWER_BYTES, new URL(url).origin);
  return { status: response.status, body: new TextDecoder().decode(bytes) };
}

/** Waits for something, but not beyond an abort; what was waited for goes on. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    const settled = (): void => signal.removeEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).then(settled, settled);
  });
}
