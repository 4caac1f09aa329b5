import type {
  KameleoonArm,
  KameleoonCondition,
  KameleoonDataFile,
  KameleoonFlag,
  KameleoonRule,
  KameleoonSegment,
} from '../../../../lib/platforms/kameleoon/payload/payload.js';

/** Half `off`, half `on`. */
export const ARMS: readonly KameleoonArm[] = [
  { variationKey: 'off', variationId: 1, exposition: 0.5 },
  { variationKey: 'on', variationId: 2, exposition: 0.5 },
];

/** An experiment for everybody, unless told otherwise. */
export function rule(given: Partial<KameleoonRule> = {}): KameleoonRule {
  return {
    id: 10,
    type: 'EXPERIMENTATION',
    segmentId: null,
    exposition: 1,
    respoolTime: null,
    experimentId: 100,
    variationByExposition: ARMS,
    ...given,
  };
}

/** A flag `checkout` with that experiment, unless told otherwise. */
export function flag(given: Partial<KameleoonFlag> = {}): KameleoonFlag {
  return {
    id: 1,
    featureKey: 'checkout',
    environmentEnabled: true,
    defaultVariationKey: 'off',
    variations: [
      { key: 'off', variables: [] },
      { key: 'on', name: 'On', variables: [{ key: 'limit', type: 'NUMBER', value: '5' }] },
    ],
    rules: [rule()],
    ...given,
  };
}

/** A data file with that flag, unless told otherwise. */
export function dataFile(given: Partial<KameleoonDataFile> = {}): KameleoonDataFile {
  return {
    configuration: { consentType: 'NOT_REQUIRED', dataApiDomain: 'data.example.test' },
    customData: [],
    segments: [],
    featureFlags: [flag()],
    ...given,
  };
}

/** A segment of one group. */
export function segment(id: number, conditions: readonly KameleoonCondition[], or = false): KameleoonSegment {
  const orOperators = conditions.slice(1).map(() => or);
  return { id, conditionsData: { firstLevelOrOperators: [], firstLevel: [{ orOperators, conditions }] } };
}

/** A data file whose one experiment is for a segment. */
export function targeted(...segments: readonly KameleoonSegment[]): KameleoonDataFile {
  const segmentId = Number(segments[0]?.id ?? 0);
  return dataFile({ segments, featureFlags: [flag({ rules: [rule({ segmentId })] })] });
}
