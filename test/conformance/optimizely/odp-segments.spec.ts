import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Collector } from '../../support/collector.js';
import { byPath, odpDatafile, postedTo, says, segmentsAnswer } from '../../support/optimizely-odp.js';
import { OurSide, theirs } from './odp-sides.js';

const GRAPHQL = '/v3/graphql';

/** The SDK's segments (null: not known), and ours. */
async function both(answer: string, status = 200): Promise<{ official: unknown; own: unknown }> {
  const server = await Collector.start(byPath({ [GRAPHQL]: says(answer, status) }));
  const datafile = odpDatafile(server.origin);
  const user = (await theirs(datafile)).createUserContext('anna');
  await user.fetchQualifiedSegments().catch(() => false);
  const facts = await (await OurSide.of(datafile)).facts({ id: 'anna' });
  return { official: user.qualifiedSegments, own: facts?.get('qualifiedSegments') ?? null };
}

const edges = (...nodes: unknown[]): string =>
  JSON.stringify({ data: { customer: { audiences: { edges: nodes.map((node) => ({ node })) } } } });

describe('segments from ODP', () => {
  it.each(['anna', 'vuid_0123', 'vuid_', 'VUID_1', 'été €', '42', 'a b/c?d', ''])(
    'are asked for as the official SDK asks: %j',
    async (id) => {
      const server = await Collector.start(
        byPath({ [GRAPHQL]: says(segmentsAnswer({ gold: 'qualified' })) }),
      );
      // Of the names none has to be escaped, which the official SDK fails at.
      const typedAudiences = [
        {
          id: 'gold',
          name: 'gold',
          conditions: ['or', ...['gold', 'silver', 'gold', 'é'].map(segmentNamed)],
        },
      ];
      const datafile = odpDatafile(server.origin, { typedAudiences });
      await (await theirs(datafile)).createUserContext(id).fetchQualifiedSegments();
      await (await OurSide.of(datafile)).facts({ id });
      const asked = postedTo(server, GRAPHQL).map(({ method, url, headers, body }) => ({
        method,
        url,
        type: headers['content-type'],
        key: headers['x-api-key'],
        body,
      }));
      expect(asked).toHaveLength(2);
      expect(asked[1]).toEqual(asked[0]);
      expect(asked[0]?.key).toBe('public-key');
    },
  );

  it.each([
    [
      'all states',
      segmentsAnswer({ gold: 'qualified', silver: 'not_qualified', other: 'QUALIFIED', last: 'qualified' }),
    ],
    ['none', edges()],
    ['another name', edges({ name: '__proto__', state: 'qualified' })],
    ['a node without a state', edges({ name: 'gold' })],
    ['a node without a name', edges({ state: 'qualified' })],
    ['a name that is no text', edges({ name: 7, state: 'qualified' })],
    ['a null node', edges(null)],
    ['no edges', '{"data":{"customer":{"audiences":{}}}}'],
    ['edges that are no list', '{"data":{"customer":{"audiences":{"edges":{}}}}}'],
    ['no audiences', '{"data":{"customer":{}}}'],
    ['no customer', '{"data":{"customer":null}}'],
    ['no data', '{}'],
    ['no object', '7'],
    ['null', 'null'],
    ['no JSON', 'oops'],
    ['nothing', ''],
    [
      'an error',
      '{"data":{"customer":null},"errors":[{"message":"m","locations":[{"line":1,"column":2}],"extensions":{"code":"INVALID_IDENTIFIER_EXCEPTION","classification":"c"}}]}',
    ],
    ['an empty list of errors', `{"errors":[],${segmentsAnswer({ gold: 'qualified' }).slice(1)}`],
    ['errors that are no list', `{"errors":{},${segmentsAnswer({ gold: 'qualified' }).slice(1)}`],
  ])('are read as the official SDK reads them: %s', async (_what, answer) => {
    const { official, own } = await both(answer);
    // A segment without a name is nobody's: the official SDK lists it as undefined.
    expect(own).toEqual(Array.isArray(official) ? official.filter((name) => name !== undefined) : official);
  });

  it.each([201, 204, 302, 400, 403, 500])(
    'are read from HTTP %i as the official SDK does',
    async (status) => {
      const body = status === 204 ? '' : segmentsAnswer({ gold: 'qualified' });
      const { official, own } = await both(body, status);
      expect(own).toEqual(official);
    },
  );

  it('decide as with the official SDK, whoever is in which segment', async () => {
    let states: Record<string, string> = {};
    const server = await Collector.start(
      byPath({ [GRAPHQL]: (delivery, response) => says(segmentsAnswer(states))(delivery, response) }),
    );
    const datafile = odpDatafile(server.origin, {
      experiments: [],
      featureFlags: flagsWithoutBandits(server.origin),
    });
    const client = await theirs(datafile);
    const ours = await OurSide.of(datafile);
    const state = fc.constantFrom('qualified', 'unqualified', '');
    const seen = new Set<string | null>();
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.record({ gold: state, silver: state, 'with "quotes" \\ and é': state }),
        async (id, drawn) => {
          states = drawn;
          const user = client.createUserContext(id);
          // The official SDK makes no valid question of the name with quotes: it is told what ODP would say.
          user.qualifiedSegments = Object.keys(drawn).filter((name) => drawn[name as 'gold'] === 'qualified');
          for (const key of ['for_gold', 'for_silver']) {
            const { variationKey, ruleKey } = user.decide(key);
            seen.add(ruleKey);
            expect(await ours.decide({ id }, key)).toMatchObject({ variationKey, ruleKey });
          }
        },
      ),
      { numRuns: 60, seed: 20_261_121 },
    );
    expect(seen).toEqual(new Set(['gold_rule', 'silver_rule', 'rest', null]));
    // Every question was valid JSON with every name in it.
    for (const { body } of postedTo(server, GRAPHQL)) {
      const { query } = JSON.parse(body) as { query: string };
      expect(query).toContain(JSON.stringify('with "quotes" \\ and é'));
    }
  });

  it('are cached as the official SDK caches them, failures not', async () => {
    const server = await Collector.start(byPath({ [GRAPHQL]: says(segmentsAnswer({ gold: 'qualified' })) }));
    server.script((_delivery, response) => {
      response.writeHead(500).end();
      return false;
    });
    const datafile = odpDatafile(server.origin);
    const client = await theirs(datafile);
    const official: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const user = client.createUserContext('anna');
      await user.fetchQualifiedSegments();
      official.push(user.qualifiedSegments);
    }
    const asked = postedTo(server, GRAPHQL).length;
    server.script((_delivery, response) => {
      response.writeHead(500).end();
      return false;
    });
    const ours = await OurSide.of(datafile);
    const own: unknown[] = [];
    for (let i = 0; i < 3; i++)
      own.push((await ours.facts({ id: 'anna' }))?.get('qualifiedSegments') ?? null);
    expect(own).toEqual(official);
    expect(own).toEqual([null, ['gold'], ['gold']]);
    expect(postedTo(server, GRAPHQL).length - asked).toBe(asked);
  });

  it.each<[string, Record<string, unknown>]>([
    ['there is no integration', { integrations: [] }],
    ['no audience has segments', { typedAudiences: [], experiments: [], featureFlags: [] }],
  ])('are not asked for when %s', async (_why, changes) => {
    const server = await Collector.start();
    const datafile = odpDatafile(server.origin, { experiments: [], featureFlags: [], ...changes });
    await (await theirs(datafile)).createUserContext('anna').fetchQualifiedSegments();
    expect(await (await OurSide.of(datafile)).facts({ id: 'anna' })).toBeUndefined();
    await setImmediate();
    expect(server.deliveries).toEqual([]);
  });
});

function segmentNamed(value: string): Record<string, unknown> {
  return { type: 'third_party_dimension', name: 'odp.audiences', match: 'qualified', value };
}

function flagsWithoutBandits(origin: string): unknown {
  const { featureFlags } = odpDatafile(origin) as {
    featureFlags: { key: string; experimentIds: string[] }[];
  };
  return featureFlags
    .filter(({ key }) => key.startsWith('for_'))
    .map((flag) => ({ ...flag, experimentIds: [] }));
}
