/** How a store of visitors' documents fares. */
export interface AssignmentReport {
  /**
   * `answering`, or `resting`: it has not answered in time several times in a row, nobody waits for it, and it is asked again once
   * a second.
   */
  readonly state: 'answering' | 'resting';
  /** Reads that succeeded. */
  readonly reads: number;
  /** Reads that failed, took too long, or were not tried: those visitors were decided without their documents. */
  readonly readFailures: number;
  /** Those of them that were not tried, since the store rests. */
  readonly skippedReads: number;
  /** Documents written. */
  readonly writes: number;
  /** Documents that could not be written: what decisions wanted stored is lost. */
  readonly writeFailures: number;
  /** Documents that wait to be written. */
  readonly pending: number;
}
