/** What every application of the HTTP benchmark answers with. */
export interface Answer {
  readonly recommended: string | null;
  readonly badge: string;
  readonly layout: string | null;
}

/** The three flags of the hundred that a request decides: one for everybody, one by version, one by country and traffic. */
export const FLAGS = { recommended: 'feature-7', badge: 'feature-10', layout: 'feature-0' } as const;

/** What visitors are targeted by besides their code. */
export type Targeting = Readonly<Record<'country' | 'version', string>>;

interface Headers {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
}

/** Reads it of a request: the same function for whoever decides. */
export function targetingOf({ headers }: Headers): Targeting {
  return { country: String(headers['x-country']), version: '2.1.3' };
}
