import { describe, expect, it } from 'vitest';
import {
  decideDefaults,
  decideOptions,
} from '../../../../../lib/platforms/optimizely/setup/decide.options.js';

describe('decide options of Optimizely', () => {
  it('unite lists, and ignore what they do not know', () => {
    const options = decideOptions(['INCLUDE_REASONS', 'NOPE'], 'EXCLUDE_VARIABLES', undefined, [
      'DISABLE_DECISION_EVENT',
    ]);
    expect([...options]).toEqual(['INCLUDE_REASONS', 'DISABLE_DECISION_EVENT']);
  });

  it('say in the words of the engine only what they name', () => {
    expect(decideDefaults([])).toEqual({});
    expect(decideDefaults(['DISABLE_DECISION_EVENT', 'EXCLUDE_VARIABLES'])).toEqual({
      expose: false,
      variables: false,
    });
    expect(decideDefaults(['ENABLED_FLAGS_ONLY', 'IGNORE_USER_PROFILE_SERVICE', 'INCLUDE_REASONS'])).toEqual({
      enabledOnly: true,
      ignoreStored: true,
      reasons: true,
    });
  });
});
