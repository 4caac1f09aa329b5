import type { ServerResponse } from 'node:http';
import type { Collector, CollectorReply, Delivery } from './collector.js';

type Json = Record<string, unknown>;

/** A flag for visitors in the segment `gold`, another for those whom a prediction is made for, everything on one local server. */
export function odpDatafile(origin: string, changes: Readonly<Json> = {}): Json {
  return {
    version: '4',
    revision: '7',
    accountId: '1001',
    projectId: '2002',
    sdkKey: 'Abc123',
    sendFlagDecisions: true,
    attributes: [
      { id: '90', key: 'country' },
      { id: '7', key: 'age' },
      { id: 'x1', key: 'plan' },
    ],
    events: [],
    audiences: [],
    typedAudiences: [
      { id: 'gold', name: 'gold', conditions: ['or', segment('gold'), segment('with "quotes" \\ and é')] },
      { id: 'silver', name: 'silver', conditions: ['and', segment('silver'), ['not', segment('gold')]] },
      {
        id: 'fr',
        name: 'France',
        conditions: ['and', { type: 'custom_attribute', name: 'country', match: 'exact', value: 'FR' }],
      },
    ],
    groups: [],
    integrations: [{ key: 'odp', host: origin, publicKey: 'public-key', pixelUrl: '' }],
    experiments: [
      rule('10', 'bandit', { cmab: { trafficAllocation: 8000, attributeIds: ['90', 'x1', '7'] } }),
      rule('11', 'french_bandit', {
        audienceIds: ['fr'],
        cmab: { trafficAllocation: 10_000, attributeIds: [] },
      }),
      rule('12', 'gold_bandit', {
        audienceIds: ['gold'],
        forcedVariations: { tester: 'treatment' },
        cmab: { trafficAllocation: 10_000, attributeIds: ['90'] },
      }),
      rule('13', 'plain', { audienceIds: ['gold'] }),
    ],
    rollouts: [
      { id: 'r1', experiments: [rule('20', 'gold_rule', { audienceIds: ['gold'] })] },
      { id: 'r2', experiments: [rule('21', 'silver_rule', { audienceIds: ['silver'] }), rule('22', 'rest')] },
    ],
    featureFlags: [
      flag('for_gold', 'r1', ['13']),
      flag('for_silver', 'r2', []),
      flag('with_bandit', '', ['10']),
      flag('with_two_bandits', 'r2', ['11', '12']),
    ],
    ...changes,
  };
}

function segment(value: string): Json {
  return { type: 'third_party_dimension', name: 'odp.audiences', match: 'qualified', value };
}

function flag(key: string, rolloutId: string, experimentIds: string[]): Json {
  return { id: `f-${key}`, key, rolloutId, experimentIds, variables: [] };
}

function rule(id: string, key: string, changes: Readonly<Json> = {}): Json {
  return {
    id,
    key,
    status: 'Running',
    layerId: `77${id}`,
    audienceIds: [],
    forcedVariations: {},
    variations: [
      { id: `${id}1`, key: 'control', featureEnabled: false, variables: [] },
      { id: `${id}2`, key: 'treatment', featureEnabled: true, variables: [] },
    ],
    trafficAllocation: [
      { entityId: `${id}1`, endOfRange: 5000 },
      { entityId: `${id}2`, endOfRange: 10_000 },
    ],
    ...changes,
  };
}

/** ODP's answer: in which states of which audiences somebody is. */
export function segmentsAnswer(states: Readonly<Record<string, string>>): string {
  const edges = Object.entries(states).map(([name, state]) => ({ node: { name, state } }));
  return JSON.stringify({ data: { customer: { audiences: { edges } } } });
}

/** The prediction service's answer. */
export function predictionAnswer(variationId: unknown): string {
  return JSON.stringify({ predictions: [{ variation_id: variationId }] });
}

/** Answers by what a path begins with; anything else is taken. */
export function byPath(
  replies: Readonly<Record<string, (delivery: Delivery, response: ServerResponse) => void>>,
): CollectorReply {
  return (delivery, response) => {
    const path = Object.keys(replies).find((start) => delivery.url.startsWith(start));
    const reply = path === undefined ? undefined : replies[path];
    if (reply === undefined) response.writeHead(200).end('{}');
    else reply(delivery, response);
    return path === undefined;
  };
}

/** An answer with a body. */
export function says(body: string, status = 200): (delivery: Delivery, response: ServerResponse) => void {
  return (_delivery, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
}

/** What was posted to a path, in order. */
export function postedTo(collector: Collector, path: string): readonly Delivery[] {
  return collector.deliveries.filter(({ url }) => url.startsWith(path));
}
