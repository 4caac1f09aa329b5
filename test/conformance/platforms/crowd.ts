import type { Decision } from '../../../lib/engine/decision.js';
import { evaluate } from '../../../lib/engine/evaluate.js';
import type { Program } from '../../../lib/engine/program.js';
import type { SubjectInit } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import type { Ask, PlatformCase, Visitor } from './platform-case.js';

/** Enough for halves to be told from quarters. */
export const CROWD: readonly Visitor[] = Array.from({ length: 200 }, (_, index) => ({
  id: `visitor-${index + 1}`,
}));

/** A program of one platform, asked about visitors in no platform's terms. */
export class Desk {
  constructor(
    readonly platform: PlatformCase,
    readonly program: Program,
  ) {}

  static of(platform: PlatformCase, payload: unknown = platform.project): Desk {
    return new Desk(platform, platform.compile(payload));
  }

  decide(flag: string, visitor: Visitor, more: SubjectInit = {}): Decision {
    return evaluate(this.program, flag, createSubject({ ...this.platform.subject(visitor), ...more }));
  }

  served(flag: string, visitor: Visitor, more: SubjectInit = {}): string {
    return this.platform.answer(this.decide(flag, visitor, more)).served;
  }

  /** What is served to each of the crowd. */
  all(flag: string, visitors: readonly Visitor[] = CROWD, more: SubjectInit = {}): readonly string[] {
    return visitors.map((visitor) => this.served(flag, visitor, more));
  }
}

/** How often each of the crowd's answers was given. */
export function counted(answers: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return counts;
}

/** Those whose answer the official SDK gives otherwise, with both answers: empty when all agree. */
export async function disagreements(
  desk: Desk,
  ask: Ask,
  flag: string,
  visitors: readonly Visitor[] = CROWD,
): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const visitor of visitors) {
    const ours = desk.platform.answer(desk.decide(flag, visitor));
    const theirs = await ask(flag, visitor);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) found.push({ visitor, ours, theirs });
  }
  return found;
}
