import type { Decision } from '../../../lib/engine/decision.js';
import type { Program } from '../../../lib/engine/program.js';
import type { SubjectInit } from '../../../lib/engine/subject.js';

export const PLATFORM_IDS = ['growthbook', 'optimizely', 'absmartly', 'vwo', 'kameleoon'] as const;

export type PlatformId = (typeof PLATFORM_IDS)[number];

/** Somebody, in no platform's terms. */
export interface Visitor {
  readonly id: string;
  readonly country?: string;
  readonly company?: string;
}

/** What a flag gave somebody, in no platform's terms. */
export interface Answer {
  /** `on`, `a`, `b` ...; `off` for those who get nothing. */
  readonly served: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The official SDK on a payload. */
export type Ask = (flag: string, visitor: Visitor) => Answer | Promise<Answer>;

/** What a platform does not have, or the module does not have of it yet. */
export interface Absence {
  /** `not applicable`: the platform has no such thing. `no`: it has, we do not. */
  readonly status: 'not applicable' | 'no';
  readonly because: string;
}

/** The names of the engine's capabilities: a row of the table and a test of the suite each. */
export type EngineCapability =
  | 'on'
  | 'off'
  | 'split'
  | 'targeted'
  | 'traffic'
  | 'variables'
  | 'forced'
  | 'assigned'
  | 'listed'
  | 'sticky'
  | 'prerequisite'
  | 'group'
  | 'holdout'
  | 'otherUnit'
  | 'testMode'
  | 'inline'
  | 'exposure'
  | 'explain'
  | 'unknown'
  | 'quarantine'
  | 'prototype'
  | 'refused'
  | 'pure';

/**
 * Equivalent configurations of one platform. The project has these flags, where the platform can say such a thing:
 *
 * - `on`, `off`: for everybody; `half`: `a` or `b`, half of the visitors each; `some`: on for half of the visitors, the others
 *   take no part; `french`: on for visitors from `FR`; `tester`: on for the visitor `tester-1`, whom the configuration lists;
 * - `typed`: on, with `color: 'red'`, `size: 5`, `price: 9.5`, `bold: true`, `theme: { dark: [1] }`;
 * - `after`: on for those for whom `french` is on; `left`, `right`: experiments of which a visitor is in one at most;
 * - `company`: `a` or `b`, the same for everybody in a company.
 */
export interface PlatformCase {
  readonly id: PlatformId;
  readonly name: string;
  readonly compile: (payload: unknown) => Program;
  readonly subject: (visitor: Visitor) => SubjectInit;
  readonly answer: (decision: Decision) => Answer;
  readonly official: (payload: unknown) => Promise<Ask>;
  readonly project: unknown;
  /** The project, with `half` given to `a` by all who come anew. */
  readonly reweighted: unknown;
  /** The project with a flag `broken` that cannot be used. */
  readonly damaged: unknown;
  /** The project with a part of the visitors held out of `on` and `half`; null where there are no holdouts. */
  readonly heldOut: unknown;
  /** A project of one flag, on for everybody. */
  readonly named: (key: string) => unknown;
  /** Forces `half` to `b`. */
  readonly forced: SubjectInit;
  /** Chooses `b` for `half` in the application's name, as far as targeting and traffic allow it. */
  readonly assigned: SubjectInit;
  /** What of a decision is handed back with the visitor's next one. */
  readonly remembered: (decisions: readonly Decision[]) => SubjectInit;
  readonly absent: Partial<Readonly<Record<EngineCapability, Absence>>>;
}

/** The stored documents that decisions asked for: what an assignment store hands back. */
export function storedOf(decisions: readonly Decision[]): SubjectInit {
  return {
    stored: new Map(decisions.flatMap(({ writes }) => writes.map(({ key, document }) => [key, document]))),
  };
}
