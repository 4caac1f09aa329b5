/** Every default of the options, save those of the event pipeline, which keeps its own. */
export const OPTION_DEFAULTS = Object.freeze({
  name: 'default',
  isGlobal: true,
  refreshMs: 60_000,
  /** Of an interval: a tenth of it. */
  intervalJitterShare: 0.1,
  cronJitterMs: 5_000,
  startupMode: 'block',
  startupDeadlineMs: 5_000,
  allowEmpty: false,
  cookieName: 'visitor',
  cookiePath: '/',
  cookieMaxAgeMs: 365 * 24 * 60 * 60 * 1_000,
  cookieSecure: 'auto',
  cookieSameSite: 'lax',
  setCookie: 'always',
  asyncContext: true,
  maxLength: 255,
  gates: 'always',
  stickyForget: false,
  prefetchTimeoutMs: 250,
  shutdownDeadlineMs: 5_000,
} as const);
