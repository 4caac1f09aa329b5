import { DeliveryError } from '../errors/delivery.error.js';
import type { HttpResponse } from './answer.js';
import { originOf } from './origin.js';

/** Bytes of an answer that are read: to have the connection free again, and for messages. */
const MAX_ANSWER_BYTES = 65_536;

/** One request to a collector. */
export interface HttpMessage {
  readonly url: string;
  /** @defaultValue `'POST'` */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/**
 * Sends a request and reads the beginning of the answer. Redirects are not followed: most would turn a POST into a GET.
 *
 * @throws DeliveryError, retryable, when there is no answer
 */
export async function post(
  send: typeof fetch,
  message: HttpMessage,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const origin = originOf(message.url);
  let response: Response;
  try {
    response = await send(message.url, {
      method: message.method ?? 'POST',
      headers: { ...message.headers },
      body: message.body,
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    throw noAnswer(origin, error, signal);
  }
  return { status: response.status, headers: response.headers, body: await beginningOf(response), origin };
}

function noAnswer(origin: string, error: unknown, signal: AbortSignal): DeliveryError {
  if (signal.aborted && signal.reason instanceof DeliveryError) return signal.reason;
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  const why = cause?.code ?? cause?.message ?? message ?? 'unknown reason';
  return new DeliveryError(`No answer from ${origin}: ${why}.`, {
    retryable: true,
    reason: 'no-answer',
    cause: error,
  });
}

/** The status has said what became of the request: a body that breaks off changes nothing. */
async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.byteLength;
      // Leaving the loop cancels the rest.
      if (length >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    return '';
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES));
}
