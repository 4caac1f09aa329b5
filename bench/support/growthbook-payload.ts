type Json = Record<string, unknown>;

const COUNTRIES = ['US', 'FR', 'DE', 'JP', 'BR'];

const CONDITIONS: readonly Json[] = [
  { country: { $in: ['US', 'FR', 'DE'] } },
  { premium: true, age: { $gte: 18 } },
  { $or: [{ country: 'FR' }, { 'device.os': 'ios' }] },
  { version: { $vgte: '2.1.0' } },
  { email: { $regex: '@example\\.com$' } },
  { tags: { $all: ['beta'] } },
  { $not: { country: 'BR' }, age: { $lt: 65 } },
];

function experimentRule(i: number): Json {
  return {
    id: `fr_exp_${i}`,
    key: `experiment-${i}`,
    variations: ['control', 'a', 'b'],
    weights: [0.34, 0.33, 0.33],
    coverage: i % 4 === 0 ? 0.8 : 1,
    hashAttribute: 'id',
    hashVersion: 2,
    meta: [
      { key: '0', name: 'Control' },
      { key: '1', name: 'A' },
      { key: '2', name: 'B' },
    ],
    phase: '0',
    ...(i % 10 < 7 && { condition: CONDITIONS[i % CONDITIONS.length] }),
  };
}

function forceRule(i: number): Json {
  return {
    id: `fr_force_${i}`,
    force: 'forced',
    ...(i % 10 < 7 && { condition: CONDITIONS[i % CONDITIONS.length] }),
    ...(i % 3 === 0 && { coverage: 0.5, hashAttribute: 'id' }),
  };
}

/** 100 features: 60 experiments and 40 forced values or rollouts; 70 of the 100 are targeted. */
export function benchPayload(count = 100): Json {
  const features: Json = {};
  for (let i = 0; i < count; i++) {
    features[`feature-${i}`] = {
      defaultValue: 'control',
      rules: [i % 5 < 3 ? experimentRule(i) : forceRule(i)],
    };
  }
  return { features, dateUpdated: '2026-11-01T00:00:00Z' };
}

/** Attributes of visitors who differ in everything the conditions look at. */
export function benchUsers(count = 1000): readonly Json[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `visitor-${i}-${(i * 7919) % 100_003}`,
    country: COUNTRIES[i % COUNTRIES.length],
    premium: i % 3 === 0,
    age: 10 + (i % 70),
    device: { os: i % 2 === 0 ? 'ios' : 'android' },
    version: `2.${i % 4}.${i % 10}`,
    email: `user${i}@${i % 4 === 0 ? 'example.com' : 'elsewhere.org'}`,
    tags: i % 5 === 0 ? ['beta', 'x'] : ['x'],
  }));
}
