/** An abort signal that also aborts after a time. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Whether time ran out, rather than the caller giving up. */
  readonly expired: boolean;
  /** Lets go of the timer and of the caller's signal. */
  release(): void;
}

/** Begins a time limit. `AbortSignal.any` would keep a trace of each request on a signal that lives as long as the application. */
export function startTimeLimit(outer: AbortSignal, ms: number): TimeLimit {
  const controller = new AbortController();
  let expired = false;
  const forward = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new Error(`${ms} ms are over`));
  }, ms);
  timer.unref();
  if (outer.aborted) forward();
  else outer.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    release() {
      clearTimeout(timer);
      outer.removeEventListener('abort', forward);
    },
  };
}
