/** An upper bound that grows with the length of a text: `factor * (length + 1) ** degree`. */
export interface Growth {
  readonly factor: number;
  readonly degree: number;
}

/** Nothing. */
export const ZERO: Growth = growth(0, 0);

/** A constant one. */
export const ONE: Growth = growth(1, 0);

/** No bound at all. */
export const NEVER_ENDING: Growth = growth(Infinity, 0);

/** Makes a bound. */
export function growth(factor: number, degree: number): Growth {
  return { factor, degree };
}

/** The bound of two things done one after the other. */
export function plus(left: Growth, right: Growth): Growth {
  return growth(left.factor + right.factor, Math.max(left.degree, right.degree));
}

/** The bound of one thing done as often as the other says. */
export function times(left: Growth, right: Growth): Growth {
  return growth(left.factor * right.factor, left.degree + right.degree);
}

/** The bound of a choice made `count` times. */
export function power(base: Growth, count: number): Growth {
  return growth(base.factor ** count, base.degree * count);
}

/** The longest text that stays within so many steps; 0 when there is none. */
export function textLimit(bound: Growth, steps: number): number {
  if (bound.factor > steps) return 0;
  if (bound.degree === 0) return Infinity;
  return Math.max(0, Math.floor((steps / bound.factor) ** (1 / bound.degree)) - 1);
}
