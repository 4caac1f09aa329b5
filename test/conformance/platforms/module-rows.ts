import { shared, type Row } from './table.js';

const E2E = 'test/e2e';
const RUNTIME = 'test/unit/runtime';

function module(capability: string, file: string, test?: string, from = 'module'): Row {
  return { capability, from, cells: shared(file, test) };
}

/** What the module does for a visitor of a request, whatever the platform. */
export const MODULE_ROWS: readonly Row[] = [
  module(
    'a visitor per request, from cookie or query parameter, or made anew',
    `${E2E}/visitor-cookie.spec.ts`,
    'is made for somebody new, with a random UUID',
    'K',
  ),
  module(
    'the visitor in singletons, guards and decorators, also after awaits',
    `${E2E}/context.spec.ts`,
    'is seen everywhere',
    'G K',
  ),
  module(
    'attributes from the request',
    `${E2E}/attributes.spec.ts`,
    'come with units, and are shown',
    'G O A V',
  ),
  module(
    'attributes set at any time',
    `${E2E}/decisions.spec.ts`,
    'follow attributes that are set later',
    'G A V',
  ),
  module(
    'several units, none of which changes',
    `${E2E}/decisions.spec.ts`,
    'keep units, and refuse to change one',
    'A',
  ),
  module(
    'variation, value, on and off, variables, decision; an exposure once',
    `${E2E}/decisions.spec.ts`,
    'are used by five verbs, and count once',
    'G O A V K',
  ),
  module(
    'looks that count as nothing',
    `${E2E}/decisions.spec.ts`,
    'are looked at without counting, and count when they are used later',
    'O A',
  ),
  module(
    'fallbacks, never an exception',
    `${E2E}/decisions.spec.ts`,
    'answer fallbacks where there is nothing, and never throw',
  ),
  module(
    'signed tokens that force variations for one browser, unreported',
    `${E2E}/overrides-platforms.spec.ts`,
    'force each variation, and nobody is told',
  ),
  module(
    'typed errors for what a caller requires',
    `${E2E}/decisions.spec.ts`,
    'throw what the caller requires',
    'K',
  ),
  module('all flags at once', `${E2E}/decisions.spec.ts`, 'are all given at once', 'O K'),
  module(
    'overrides for development',
    `${E2E}/decisions.spec.ts`,
    'are overridden without counting',
    'G O A K',
  ),
  module(
    'gates on routes, before pipes run',
    `${E2E}/gates.spec.ts`,
    'answer as if the route did not exist, before pipes run',
  ),
  module('goals by decorator', `${E2E}/goals.spec.ts`, 'is reported when the handler has succeeded'),
  module(
    'messages and jobs',
    `${E2E}/rpc.spec.ts`,
    'are handled for the visitor whom the application names, guards included',
  ),
  module(
    'one configuration for the whole of a request',
    `${E2E}/pinning.spec.ts`,
    'changes nothing for that request, and everything for the next',
  ),
  module('concurrent requests apart', `${E2E}/concurrency.spec.ts`, 'never mix'),
  module(
    'several platforms in one application',
    `${E2E}/registration.spec.ts`,
    'have each their own configuration, visitor and events',
  ),
  module(
    'no remote call while deciding: facts are fetched before the handler, and done without when that fails',
    `${E2E}/sticky.spec.ts`,
    'is there before the handler, once, and done without when it fails',
    'G K',
  ),
  module(
    'a test kit',
    `${E2E}/testing-kit.spec.ts`,
    'gives visitors what the test says, and everything else its fallback',
  ),
  module(
    'types of values from their fallbacks',
    'test/types/service.test-d.ts',
    'infers types from fallbacks, widened to what a configuration can hold',
    'G',
  ),
];

/** What the module does with events, whatever the platform. */
export const DELIVERY_ROWS: readonly Row[] = [
  module(
    'batches by count and time',
    `${RUNTIME}/events/delivery/flusher.spec.ts`,
    'delivers a full batch at once, but not within the offer',
    'G O A V K',
  ),
  module(
    'a flush that ends when everything is delivered',
    `${RUNTIME}/events/delivery/flusher.spec.ts`,
    'waits for the batch under way and for what is queued, not for what comes later',
    'G O A V K',
  ),
  module(
    'failed events kept and tried again, within bounds',
    `${RUNTIME}/events/delivery/flusher.failures.spec.ts`,
    'tries a failed batch again before anything newer, after pauses that double up to a cap',
    'G V K',
  ),
  module(
    'an account that adds up: sent, repeated, dropped and why',
    `${RUNTIME}/event-ledger.property.spec.ts`,
    'adds up at every moment, whatever sinks, callers and the clock do',
  ),
  module(
    'a shutdown that loses nothing',
    `${E2E}/shutdown.spec.ts`,
    'in the middle of a burst loses nothing',
    'G O A',
  ),
  module(
    'a tracking callback of the application',
    'test/unit/sinks/callback.sink.spec.ts',
    'calls back for one event after the other',
    'G O A V K',
  ),
  module(
    'a dispatcher of the application',
    'test/unit/sinks/http-json.sink.spec.ts',
    'uses the fetch it is given',
    'O V K',
  ),
  module(
    'a stream of what happens: exposures, goals, refreshes, failures',
    `${RUNTIME}/events/pipeline.spec.ts`,
    'tells what happens to events',
    'O A',
  ),
  module(
    "Nest's logger, once for each outage",
    `${RUNTIME}/config/keeper.refresh.spec.ts`,
    'logs a failure once, counts each, and logs the recovery',
    'O V K',
  ),
];
