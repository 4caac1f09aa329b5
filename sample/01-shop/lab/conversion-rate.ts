/** A conversion rate, and the range in which the true one lies 95 times out of 100. All in percent. */
export interface ConversionRate {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 %, of the normal distribution. */
const Z = 1.96;

/** The rate with its Wilson score interval, which is fair to small numbers too. */
export function conversionRate(conversions: number, exposures: number): ConversionRate {
  if (exposures === 0) return { at: 0, low: 0, high: 100 };
  const rate = conversions / exposures;
  const share = Z ** 2 / exposures;
  const centre = (rate + share / 2) / (1 + share);
  const margin = (Z / (1 + share)) * Math.sqrt((rate * (1 - rate)) / exposures + share / (4 * exposures));
  return {
    at: rate * 100,
    low: Math.max(0, centre - margin) * 100,
    high: Math.min(1, centre + margin) * 100,
  };
}
