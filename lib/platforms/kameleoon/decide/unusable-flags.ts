import type { Flag } from '../../../engine/program.js';
import { unknownFlag } from '../../../engine/unknown-flag.js';
import { FlagDecisions } from './answer.js';
import { environmentStep, visitorCodeStep } from './visitor-steps.js';

/** A flag that is out of service: it answers nothing, and says why. Visitor code and environment are judged first, as for any flag. */
export function quarantinedFlag(key: string, enabled: boolean, message: string): Flag {
  const answers = new FlagDecisions(key, null, new Map());
  return {
    key,
    rules: [visitorCodeStep(answers), ...(enabled ? [] : [environmentStep(answers)])],
    otherwise: (walk) => answers.failed(walk, { type: 'TypeError', message }, 'quarantined', 'PARSE_ERROR'),
  };
}

/** A key that the data file does not have. The visitor code is judged first, as for any flag. */
export function unknownKey(key: string): Flag {
  return {
    key,
    rules: [visitorCodeStep(new FlagDecisions(key, null, new Map()))],
    otherwise: (walk) => ({ ...unknownFlag(key, walk.program), source: 'FeatureFlagConfigurationNotFound' }),
  };
}
