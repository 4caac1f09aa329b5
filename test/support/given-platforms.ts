import type { Platform, PlatformFront } from '../../lib/index.js';
import { absmartly, growthbook, kameleoon, optimizely, vwo } from '../../lib/index.js';
import type { PlatformId } from '../conformance/platforms/platform-case.js';

/** Each vendor's platform with a configuration that is given: no network, no collector. */
export const GIVEN_PLATFORMS: Readonly<Record<PlatformId, (payload: unknown) => Platform | PlatformFront>> = {
  growthbook: (payload) => growthbook({ payload }),
  optimizely: (datafile) => optimizely({ datafile }),
  absmartly: (payload) => absmartly({ payload }),
  vwo: (settings) => vwo({ settings }),
  kameleoon: (dataFile) => kameleoon({ dataFile }),
};
