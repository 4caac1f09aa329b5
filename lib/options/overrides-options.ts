/**
 * Signed overrides: tokens that force variations for one browser, in production too. Exactly one of `secret` and `secrets` is
 * given. Tokens are bound to the name of the module instance; give instances that take tokens of their own a `parameter` and a
 * `cookie` each.
 */
export interface OverridesOptions {
  /** Signs tokens, and checks them: 16 characters or more, never shown. */
  readonly secret?: string | undefined;
  /** Several: the first signs, all of them check, so that secrets can be changed without breaking links. */
  readonly secrets?: readonly string[] | undefined;
  /**
   * Query parameter of links that carries a token, read of `GET` and `HEAD` requests; an empty one ends the overrides of that
   * browser. `false`: none is read.
   *
   * @defaultValue `'experiment_overrides'`
   */
  readonly parameter?: string | false | undefined;
  /**
   * Session cookie that keeps a link's token in the browser. `false`: none, so that a link forces for one request.
   *
   * @defaultValue `'experiment_overrides'`
   */
  readonly cookie?: string | false | undefined;
  /** Request header that carries a token, for tests and tools: it wins over the cookie. @defaultValue none is read */
  readonly header?: string | undefined;
  /** Keys that tokens may force. @defaultValue all that the configuration knows */
  readonly allow?: readonly string[] | undefined;
  /**
   * Longest life of a token in milliseconds, from 1,000 to 31,536,000,000 (365 days). Tokens that are good for longer count as
   * absent.
   *
   * @defaultValue 86,400,000 (a day)
   */
  readonly maxAgeMs?: number | undefined;
}
