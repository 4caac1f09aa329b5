/** The frameworks under Nest. */
export type AdapterName = 'express' | 'fastify';

/** The applications that are served. */
export type ApplicationName =
  'bare' | 'frame' | 'experimentation' | 'experimentation-carried' | 'openfeature' | 'openfeature-client';

/** `returning`: the same 1,000 visitors again and again. `new`: every request is somebody else. */
export type Visitors = 'returning' | 'new';

/** What a server says when it is asked. */
export interface ServerReport {
  /** Processor time of the process so far, in microseconds. */
  readonly cpuMicros: number;
  /** The module's account of events; null in applications without it. Maps do not survive the way between processes. */
  readonly ledger: {
    readonly offered: number;
    readonly delivered: number;
    readonly deduplicated: number;
    readonly queued: number;
  } | null;
}

/** What the load generator is asked for. */
export interface LoadOrder {
  readonly port: number;
  /** It ends after so many requests, */
  readonly requests: number;
  /** or after this time, whatever comes first. */
  readonly limitMs: number;
  readonly visitors: Visitors;
}

/** What it has measured. */
export interface LoadResult {
  readonly requests: number;
  readonly elapsedMs: number;
  /** Answers with another status than 200. */
  readonly failures: number;
}
