import type { SubjectInit } from '../../../../lib/engine/subject.js';

/** An experiment that assigns everybody with a `session_id`; members can be replaced. */
export function sampleExperiment(given: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 1,
    name: 'exp',
    iteration: 1,
    unitType: 'session_id',
    seedHi: 3603515,
    seedLo: 233373850,
    split: [0.5, 0.5],
    trafficSeedHi: 449867249,
    trafficSeedLo: 455443629,
    trafficSplit: [0, 1],
    fullOnVariant: 0,
    variants: [
      { name: 'A', config: null },
      { name: 'B', config: '{"size":10}' },
    ],
    audience: null,
    audienceStrict: false,
    customFieldValues: null,
    ...given,
  };
}

/** A visitor with a session. */
export const VISITOR: SubjectInit = { units: { session_id: 'bleh@absmartly.com' } };
