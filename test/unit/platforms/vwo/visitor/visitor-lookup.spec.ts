import { describe, expect, it } from 'vitest';
import type { Program } from '../../../../../lib/engine/program.js';
import { createProgram } from '../../../../../lib/engine/program.js';
import { Gateway } from '../../../../../lib/platforms/vwo/visitor/gateway.js';
import type { AttributeList } from '../../../../../lib/platforms/vwo/targeting/segment-parts.js';
import type { Lookups } from '../../../../../lib/platforms/vwo/visitor/visitor-lookup.js';
import { visitorLookup } from '../../../../../lib/platforms/vwo/visitor/visitor-lookup.js';
import { VisitorIds } from '../../../../../lib/platforms/vwo/subject/visitor-id.js';
import type { VwoGatewayOptions } from '../../../../../lib/platforms/vwo/setup/vwo.options.js';
import type { VisitorFacts } from '../../../../../lib/ports/platform.js';
import { ConfigServer, hang, json, status } from '../../../../support/config-server.js';
import { until } from '../../../../support/until.js';
import { visitorFacts } from '../../../../fixtures/vwo/visitor-facts.js';

const ANNA = visitorFacts({ attributes: { plan: 'pro & co' }, userAgent: 'Agent/1 ü', ip: '1.2.3.4' });
const TOLD = { location: { country: 'DE' }, userAgent: { os: 'Linux' } };

function needing(gatewayFeatures: readonly string[], attributeLists: readonly AttributeList[] = []): Program {
  const facts = new Map<string, unknown>([
    ['accountId', 123456],
    ['gatewayFeatures', new Set(gatewayFeatures)],
    ['attributeLists', attributeLists],
  ]);
  return createProgram({ revision: '1', flags: new Map(), facts });
}

const LOCATED = needing(['checkout']);
const LISTED = needing(['checkout'], [{ attribute: 'plan', listId: '7' }]);

async function gatewayAt(reply = json(TOLD), options: Partial<VwoGatewayOptions> = {}) {
  const server = await ConfigServer.start(status(404));
  server.on('/get-user-details', reply);
  server.on('/check-attribute', json(true));
  const gateway = new Gateway({ url: server.origin, ...options }, { accountId: '99', fetch: undefined });
  return { server, gateway };
}

async function ask(
  sources: Partial<Lookups>,
  visitor: VisitorFacts = ANNA,
  program: Program = LOCATED,
  signal: AbortSignal = new AbortController().signal,
): Promise<object | undefined> {
  const facts = await visitorLookup({ gateway: null, ...sources })?.(visitor, program, signal);
  return facts === undefined ? undefined : Object.fromEntries(facts);
}

describe('looking visitors up', () => {
  it('asks the gateway as the SDK does, once for all who look the same', async () => {
    const { server, gateway } = await gatewayAt();
    const facts = { location: TOLD.location, userAgentInfo: TOLD.userAgent };
    expect(await Promise.all([ask({ gateway }), ask({ gateway })])).toEqual([facts, facts]);
    expect(await ask({ gateway })).toEqual(facts);
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/get-user-details?userAgent=Agent%2F1%20%C3%BC&ipAddress=1.2.3.4&accountId=99',
    ]);
    await ask({ gateway }, visitorFacts({ ip: '1.2.3.5' }));
    expect(server.asked[1]?.url).toBe('/get-user-details?ipAddress=1.2.3.5&accountId=99');
  });

  it('asks nobody when no feature needs it', async () => {
    const { server, gateway } = await gatewayAt();
    const lookup = visitorLookup({ gateway, geo: () => expect.unreachable() });
    const { signal } = new AbortController();
    expect(lookup?.(ANNA, needing([]), signal)).toBeUndefined();
    expect(lookup?.(ANNA, createProgram({ revision: '', flags: new Map() }), signal)).toBeUndefined();
    expect(server.asked).toEqual([]);
  });

  it('does not ask the gateway about somebody without address and user agent', async () => {
    const { server, gateway } = await gatewayAt();
    expect(await ask({ gateway }, visitorFacts({}))).toBeUndefined();
    expect(server.asked).toEqual([]);
  });

  it('holds nothing up where the application answers at once', () => {
    const { signal } = new AbortController();
    const lookup = visitorLookup({
      gateway: null,
      geo: ({ ip }) => ({ country: ip }),
      userAgent: () => undefined,
    });
    expect(lookup?.(ANNA, LOCATED, signal)).toEqual(new Map([['location', { country: '1.2.3.4' }]]));
  });

  it('asks the application first, and the gateway for the rest', async () => {
    const { server, gateway } = await gatewayAt();
    const geo = async (): Promise<object> => ({ country: 'FR' });
    expect(await ask({ gateway, geo })).toEqual({
      location: { country: 'FR' },
      userAgentInfo: { os: 'Linux' },
    });
    expect(server.asked).toHaveLength(1);
    expect(await ask({ gateway, geo, userAgent: () => ({ os: 'BSD' }) })).toEqual({
      location: { country: 'FR' },
      userAgentInfo: { os: 'BSD' },
    });
    expect(server.asked).toHaveLength(1);
  });

  it('keeps what is known when something fails, and fails when nothing is', async () => {
    const { server, gateway } = await gatewayAt(status(500));
    const geo = (): object => ({ country: 'FR' });
    expect(await ask({ gateway, geo })).toEqual({ location: { country: 'FR' } });
    await expect(ask({ gateway })).rejects.toThrow('VWO gateway (');
    const thrower = (): never => {
      throw new Error('no database');
    };
    await expect(async () => ask({ geo: thrower })).rejects.toThrow('no database');
    expect(await ask({ geo: thrower, userAgent: () => ({ os: 'BSD' }) })).toEqual({
      userAgentInfo: { os: 'BSD' },
    });
    // A failure is not kept.
    server.on('/get-user-details', json(TOLD));
    expect(await ask({ gateway })).toMatchObject({ location: TOLD.location });
  });

  it.each([[null], ['no'], [[]], [{ location: null }]])(
    'takes the answer %j for nothing known',
    async (answer) => {
      const { gateway } = await gatewayAt(json(answer));
      expect(await ask({ gateway })).toEqual({});
    },
  );

  it('waits no longer than it may; a late answer serves the next request', async () => {
    let answer = (): void => {};
    const { server, gateway } = await gatewayAt((request, response) => {
      answer = () => json(TOLD)(request, response);
    });
    const impatience = new AbortController();
    const first = ask({ gateway, userAgent: () => ({ os: 'BSD' }) }, ANNA, LISTED, impatience.signal);
    await until('both questions', () => server.asked.length === 2);
    impatience.abort(new Error('too late'));
    expect(await first).toMatchObject({ userAgentInfo: { os: 'BSD' } });
    await expect(ask({ gateway }, ANNA, LOCATED, impatience.signal)).rejects.toThrow('too late');
    answer();
    await until('the late answer', async () => {
      const facts = await ask({ gateway });
      return facts !== undefined && 'location' in facts;
    });
    expect(server.asked).toHaveLength(2);
  });

  it('gives up a request after its own time-out', async () => {
    const { gateway } = await gatewayAt(hang, { timeoutMs: 20 });
    await expect(ask({ gateway })).rejects.toThrow('within 20 ms');
  });

  it('keeps no more answers than it may', async () => {
    const { server, gateway } = await gatewayAt(json(TOLD), { maxEntries: 1 });
    const at = async (ip: string): Promise<unknown> => ask({ gateway }, visitorFacts({ ip }));
    await at('1.1.1.1');
    await at('2.2.2.2');
    await at('1.1.1.1');
    expect(server.asked).toHaveLength(3);
    const { server: other, gateway: forgetful } = await gatewayAt(json(TOLD), { maxEntries: 0 });
    await ask({ gateway: forgetful });
    await ask({ gateway: forgetful });
    expect(other.asked).toHaveLength(2);
  });
});

describe('looking values up in lists', () => {
  it('asks about values that the visitor has, once each', async () => {
    const { server, gateway } = await gatewayAt();
    const program = needing(
      [],
      [
        { attribute: 'plan', listId: '7' },
        { attribute: 'plan', listId: 'a b' },
        { attribute: 'missing', listId: '7' },
        { attribute: 'twin', listId: '7' },
      ],
    );
    const visitor = visitorFacts({ attributes: { plan: 'pro & co', twin: 'pro & co' } });
    const lists = { '7': { 'pro & co': true }, 'a b': { 'pro & co': true } };
    expect(await ask({ gateway }, visitor, program)).toEqual({ attributeLists: lists });
    expect(await ask({ gateway }, visitor, program)).toEqual({ attributeLists: lists });
    expect(server.asked.map(({ url }) => url).toSorted()).toEqual([
      '/check-attribute?attribute=pro%20%26%20co&listId=7&accountId=99',
      '/check-attribute?attribute=pro%20%26%20co&listId=a%20b&accountId=99',
    ]);
  });

  it.each([
    ['undefined', undefined, ''],
    ['null', null, 'null'],
    ['a number', 5, '5'],
    ['half a surrogate pair', '\ud800', '\ud800'],
    ['a name of prototypes', '__proto__', '__proto__'],
  ])('looks up %s as segments do', async (_, value, text) => {
    const { gateway } = await gatewayAt();
    const visitor = visitorFacts({ attributes: { plan: value } });
    const program = needing([], [{ attribute: 'plan', listId: '__proto__' }]);
    const facts = (await ask({ gateway }, visitor, program)) as { attributeLists: object };
    const [[list, answers] = []] = Object.entries(facts.attributeLists);
    expect([list, Object.entries(answers as object)]).toEqual(['__proto__', [[text, true]]]);
  });

  it('looks at the variables of whitelists too, and knows the user by both names', async () => {
    const { gateway } = await gatewayAt();
    const lists = [
      { attribute: 'plan', listId: '7' },
      { attribute: '_vwoUserId', listId: '8' },
    ];
    const sources = { gateway, variationTargetingVariables: () => ({ plan: 'free' }) };
    const uuid = new VisitorIds('123456').of('anna') ?? '';
    expect(await ask(sources, ANNA, needing([], lists))).toEqual({
      attributeLists: { '7': { 'pro & co': true, free: true }, '8': { anna: true, [uuid]: true } },
    });
    const company = visitorFacts({ units: { company: 42 } });
    const known = await ask({ gateway, visitorUnit: 'company' }, company, needing([], lists));
    expect(known).toMatchObject({ attributeLists: { '8': { '42': true } } });
  });

  it('asks no gateway that is not there', async () => {
    expect(await ask({ geo: () => null }, ANNA, LISTED)).toBeUndefined();
  });
});
