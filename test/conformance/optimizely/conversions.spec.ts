import {
  createForwardingEventProcessor,
  createInstance,
  createStaticProjectConfigManager,
} from '@optimizely/optimizely-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileOptimizely } from '../../../lib/platforms/optimizely/compile/compile.js';
import { wireVisitor } from '../../../lib/platforms/optimizely/wire/body.js';
import { toJson } from '../../../lib/sinks/json-writer.js';
import { wireDatafile } from './wire-datafile.js';

type Json = Record<string, unknown>;

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 90_260_101);
const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);

const amount = fc.oneof(
  fc.constantFrom('0x1F', '12.5 EUR', '', ' 7', '1e3', 'Infinity', '-0', 'nothing', true, false, null),
  fc.constantFrom(0, -0, 12.7, -12.7, 2 ** 53 + 2, 1e308),
  fc.constantFrom([], [7], [7, 8], {}, { a: 1 }, ['x']),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const tags = fc.option(
  fc.record(
    {
      revenue: amount,
      value: amount,
      product: fc.jsonValue({ maxDepth: 2 }),
      note: fc.constant(null),
      ü: fc.string(),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
const attributes = fc.record(
  {
    country: fc.oneof(fc.string(), fc.constantFrom(null, 5)),
    age: fc.oneof(fc.constantFrom(2 ** 53, 2 ** 53 + 2, -(2 ** 53), 0.5, -0, '18'), fc.integer()),
    member: fc.constantFrom(true, false, null, {}),
    nested: fc.constantFrom([], { a: 1 }, 'text'),
    unknown: fc.string(),
    constructor: fc.constantFrom('x', 1),
    $opt_note: fc.constantFrom('', 'n', 1, null, [1]),
    $opt_bucketing_id: fc.constantFrom('b', '', 4),
  },
  { requiredKeys: [] },
);

/** What is posted, without what is made anew each time. */
function comparable(visitor: unknown): unknown {
  return JSON.parse(
    typeof visitor === 'string' ? visitor : JSON.stringify(visitor),
    (name, value: unknown) => (name === 'uuid' || name === 'timestamp' ? typeof value : value),
  );
}

/** The official SDK's visitor of a conversion. */
async function official(
  datafile: Json,
): Promise<(id: string, key: string, about: Json, tags?: Json) => unknown> {
  const sent: { visitors: unknown[] }[] = [];
  const client = createInstance({
    projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(datafile) }),
    eventProcessor: createForwardingEventProcessor({
      dispatchEvent: async ({ params }) => {
        sent.push(params);
        return {};
      },
    }),
  });
  await client.onReady();
  return (id, key, about, given) => {
    sent.length = 0;
    client.createUserContext(id, about as never).trackEvent(key, given);
    return sent[0]?.visitors[0];
  };
}

describe.each([
  ['bots filtered', wireDatafile({ botFiltering: true })],
  ['bots not spoken of', wireDatafile({ botFiltering: undefined })],
])('conversions, %s', (_what, datafile) => {
  it('are what the official SDK sends', async () => {
    const track = await official(datafile);
    const { facts } = compileOptimizely(datafile);
    const goal = fc.constantFrom('purchase', 'sign-up', 'no-such-goal');
    fc.assert(
      fc.property(fc.string(), goal, attributes, tags, (id, key, about, given) => {
        fc.pre(id !== 'undefined');
        const theirs = track(id, key, about, structuredClone(given));
        const ours = wireVisitor(
          {
            kind: 'goal',
            at: 1,
            visitor: {
              visitorCode: id,
              units: new Map([['visitor', id]]),
              attributes: new Map(Object.entries(about)),
              url: '',
              userAgent: null,
              ip: null,
            },
            revision: '12',
            facts,
            goal: key,
            revenue: undefined,
            properties: given ?? {},
          },
          id,
          'uuid',
        );
        expect(ours === undefined).toBe(theirs === undefined);
        if (theirs === undefined) return;
        const [event] = (theirs as { snapshots: { events: Json[] }[] }).snapshots.flatMap(
          ({ events }) => events,
        );
        // Here no tags and an empty object of them are the same.
        if (event !== undefined && Object.keys((event['tags'] as Json | undefined) ?? {}).length === 0)
          delete event['tags'];
        expect(comparable(toJson(ours))).toEqual(comparable(theirs));
      }),
      { seed: SEED, numRuns: 1500 * RUNS },
    );
  });
});
