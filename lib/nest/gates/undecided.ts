import type { ExecutionContext } from '@nestjs/common';
import { ServiceUnavailableException } from '@nestjs/common';
import type { Decision } from '../../engine/decision.js';
import type { Cause } from '../../engine/vocabulary.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import type { Gate } from './gate.js';

/** Causes that say nothing about the visitor: something is missing or broken. */
const UNDECIDED: ReadonlySet<Cause> = new Set<Cause>([
  'not-ready',
  'unknown-flag',
  'quarantined',
  'missing-unit',
  'invalid-rule',
  'unknown-variation',
  'prerequisite-cycle',
  'consent-refused',
  'error',
]);

/** Whether nothing could be decided. A flag that is on by its own default is decided, whatever its rules have met. */
export function isUndecided({ cause, on }: Decision): boolean {
  return !on && UNDECIDED.has(cause);
}

/**
 * Whether the visitor may pass where nothing could be decided. It is logged once a key.
 *
 * @throws `ServiceUnavailableException` where the gate answers with an error, to a request over HTTP
 */
export function passesUndecided(
  gate: Gate,
  { host }: VisitorScope,
  { cause, errorMessage }: Decision,
  context: ExecutionContext,
): boolean {
  const undecided = gate.undecided ?? host.gates.undecided;
  host.notices.once(`gate:${gate.key}`, () => {
    const why = errorMessage === null ? cause : `${cause}: ${errorMessage}`;
    return `The gate "${gate.key}" could not decide (${why}); ${WHAT_HAPPENS[undecided]} (undecided: '${undecided}').`;
  });
  if (undecided === 'error' && isHttp(context)) {
    throw new ServiceUnavailableException('This cannot be decided at the moment. Try again later.');
  }
  return undecided === 'open';
}

const WHAT_HAPPENS = {
  closed: 'visitors are turned away',
  open: 'visitors are let pass',
  error: 'visitors get an error',
} as const;

function isHttp(context: ExecutionContext): boolean {
  const type = context.getType<string>();
  return type === 'http' || type === 'graphql';
}
