/** An abort signal that also aborts after a time. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** The time, in milliseconds; `Infinity` for no limit. */
  readonly ms: number;
  /** Whether time ran out, rather than the caller giving up. */
  readonly expired: boolean;
  /** Lets go of the timer and of the caller's signal. */
  release(): void;
}

/**
 * Begins a time limit. `AbortSignal.any` would keep a trace of each request on a signal that lives as long as the application.
 *
 * @param outer - the caller's signal; undefined when nobody gives up but the clock
 * @param ms - milliseconds; `Infinity` for no limit
 */
export function startTimeLimit(outer: AbortSignal | undefined, ms: number): TimeLimit {
  const controller = new AbortController();
  let expired = false;
  const forward = (): void => controller.abort(outer?.reason);
  const expire = (): void => {
    expired = true;
    controller.abort(new Error(`${ms} ms are over`));
  };
  const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(expire, ms).unref();
  if (outer?.aborted === true) forward();
  else outer?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    ms,
    get expired() {
      return expired;
    },
    release() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', forward);
    },
  };
}
