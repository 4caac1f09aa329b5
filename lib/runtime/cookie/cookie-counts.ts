/** How the visitor's cookies fare. */
export interface CookieReport {
  /** Cookies that were due, but could not be set: the head of the answer was out already. */
  readonly missed: number;
}

/** Counts what becomes of cookies. */
export class CookieCounts {
  missed = 0;

  report(): CookieReport {
    return { missed: this.missed };
  }
}
