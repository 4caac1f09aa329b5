import type { Exposure } from '../../../engine/decision.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { experimentOf } from '../decide/compile-choice.js';

/**
 * Compiles `tracks`: exposures that a server which evaluated the experiment earlier asks to be reported, word for word.
 */
export function compileTracks(key: string, tracks: unknown, context: PayloadLocation): readonly Exposure[] {
  if (!Array.isArray(tracks)) {
    context.warn('expected a list of { experiment, result }; nothing is reported');
    return [];
  }
  return tracks.flatMap((track, i) => {
    const experiment = own(track, 'experiment');
    const result = own(track, 'result');
    if (isObject(experiment) && isObject(result)) return [exposureOf(key, experiment, result)];
    context.at(i).warn('expected { experiment, result }; it is not reported');
    return [];
  });
}

type Part = Readonly<Record<string, unknown>>;

function exposureOf(key: string, experiment: Part, result: Part): Exposure {
  return Object.freeze({
    flagKey: key,
    experiment: experimentOf(experiment),
    variation: {
      index: Number(result['variationId']),
      key: result['key'] as string,
      id: null,
      name: (result['name'] ?? null) as string | null,
      value: result['value'],
    },
    inExperiment: Boolean(result['inExperiment']),
    hashUsed: Boolean(result['hashUsed']),
    hashAttribute: result['hashAttribute'] as string,
    hashValue: result['hashValue'],
    bucket: (result['bucket'] ?? null) as number | null,
    sticky: Boolean(result['stickyBucketUsed']),
    details: Object.freeze({ tracked: result }),
  });
}
