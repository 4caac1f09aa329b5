import type { Decision } from './decision.js';
import { plainDecision } from './decision.js';

/** The flags of a program that stands for no configuration at all: this very map. */
export const NO_FLAGS: ReadonlyMap<string, never> = new Map<string, never>();

/** What of a program tells why it has no such flag. */
interface Configured {
  readonly revision: string;
  readonly flags: ReadonlyMap<string, unknown>;
}

/** The answer for a key that the program does not have. */
export function unknownFlag(key: string, program: Configured): Decision {
  const ready = program.flags !== NO_FLAGS;
  return plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: ready ? 'unknown-flag' : 'not-ready',
    source: 'unknownFeature',
    errorCode: ready ? 'FLAG_NOT_FOUND' : 'PROVIDER_NOT_READY',
    errorMessage: ready
      ? `No flag "${key}" in configuration revision "${program.revision}". Check the spelling and that it is published to this environment.`
      : `No configuration has arrived yet, so flag "${key}" is unknown. Check the source's address and credentials; status() tells the last error.`,
  });
}
