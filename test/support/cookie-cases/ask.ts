import type { TestApp } from '../test-app.js';
import type { CookieCase } from './cases.js';

const DAY_MS = 86_400_000;

/** A `Cookie` header of somebody whose cookie is so many days old. */
export const returning = (days: number): string =>
  `x=1; visitor=anna; visitor_since=${Math.floor(Date.now() / DAY_MS) - days}`;

/** Who asks, by their `Cookie` header, and whether a cookie is due for them. */
export const VISITORS = [
  ['somebody new', 'x=1', true],
  ['somebody known', returning(3), false],
  ['somebody known for long', returning(31), true],
  ['somebody who has the cookie of 0.1', 'visitor=anna', true],
] as const;

/** Names of cookies in alphabetical order, each as often as it is set. */
export const namesOf = (cookies: readonly string[]): string[] =>
  cookies.map((text) => text.slice(0, text.indexOf('='))).toSorted((a, b) => a.localeCompare(b));

/** The cookies that the answer to a case must set. */
export function expected(
  { others, carries = true }: Pick<CookieCase, 'others' | 'carries'>,
  due: boolean,
): string[] {
  return [...others, ...(carries && due ? ['visitor', 'visitor_since'] : [])].toSorted((a, b) =>
    a.localeCompare(b),
  );
}

/** What is looked at of an answer. */
export interface CaseAnswer {
  readonly status: number;
  readonly cookies: string[];
}

/** Asks for one case. */
export async function ask(
  app: TestApp,
  one: Pick<CookieCase, 'path' | 'method'>,
  cookie: string,
): Promise<CaseAnswer> {
  const path = one.path.startsWith('/') ? one.path : `/cases/${one.path}`;
  const { status, cookies } = await app.get(path, {
    ...(one.method !== undefined && { method: one.method }),
    headers: { cookie },
  });
  return { status, cookies: namesOf(cookies) };
}
