import { describe, expect, it } from 'vitest';
import { createSubject } from '../../../../lib/engine/subject.js';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import { absmartlyPlatform } from '../../../../lib/platforms/absmartly/absmartly.platform.js';
import { absmartly } from '../../../../lib/platforms/absmartly/index.js';
import type { AbsmartlyOptions } from '../../../../lib/platforms/absmartly/setup/absmartly.options.js';
import { SILENT_LOGGER } from '../../../../lib/ports/logger.js';
import type { VisitorFacts } from '../../../../lib/ports/platform.js';

const CONNECTED: AbsmartlyOptions = {
  endpoint: 'https://collector.example.com/v1',
  apiKey: 'secret-key',
  application: 'website',
  environment: 'production',
};
const CONTEXT = { logger: SILENT_LOGGER };

function visitor(
  units: Record<string, string | number>,
  attributes: Record<string, unknown> = {},
): VisitorFacts {
  return {
    visitorCode: 'anna',
    units: new Map(Object.entries({ visitor: 'anna', ...units })),
    attributes: new Map(Object.entries(attributes)),
    url: 'https://shop.example.com/',
    userAgent: null,
    ip: null,
  };
}

describe('absmartly()', () => {
  it.each([
    [{ agent: '' }, 'agent', 'an empty text'],
    [{ application: undefined }, 'application', 'none'],
    [{ application: { name: '' } }, 'application', 'an object whose name is an empty text'],
    [{ apiKey: undefined }, 'apiKey', 'none'],
    [{ apiKey: 7 }, 'apiKey', 'a number'],
    [{ apiKey: 'schlüssel\n' }, 'apiKey', 'a text that no HTTP header can carry'],
    [{ endpoint: undefined }, 'endpoint', 'none'],
    [{ endpoint: 'collector' }, 'endpoint', '"collector", which is no URL'],
    [{ environment: [] }, 'environment', 'a list'],
  ])('refuses %j', (options, member, problem) => {
    const call = (): unknown => absmartly({ ...CONNECTED, ...options } as AbsmartlyOptions);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(`absmartly() expects ${member}:`);
    expect(call).toThrow(`Got ${problem}.`);
  });

  it('names the first of several problems, in the order of the vendor', () => {
    expect(() => absmartly({})).toThrow('expects application');
    expect(() => absmartly({ endpoint: '', apiKey: '', application: 'a' })).toThrow('expects apiKey');
  });

  it('says at the start what no header can carry', () => {
    expect(() => absmartly({ ...CONNECTED, environment: '日本' })).toThrow('X-Environment');
    expect(() => absmartly({ ...CONNECTED, environment: '日本', events: false })).not.toThrow();
  });

  it('never shows the key', () => {
    expect(() => absmartly({ ...CONNECTED, apiKey: 'secret\u{1F511}' })).toThrow(/^(?!.*secret)/s);
  });

  it('works from a payload alone, and sends nothing then', async () => {
    const platform = absmartlyPlatform({ payload: '{"experiments":[]}' });
    const fetched = await platform.source.fetch({ signal: new AbortController().signal, since: undefined });
    expect(fetched?.payload).toEqual({ experiments: [] });
    expect(platform.bootstrap).toBeUndefined();
    expect(platform.sinks(CONTEXT)).toEqual([]);
  });

  it('starts from a payload, and goes on with the collector', () => {
    const payload = { experiments: [] };
    const platform = absmartlyPlatform({ ...CONNECTED, payload });
    expect(platform.bootstrap).toBe(payload);
    expect(platform.source.name).toBe('A/B Smartly (https://collector.example.com)');
    expect(platform.sinks(CONTEXT).map(({ name }) => name)).toEqual(['absmartly']);
    expect(absmartlyPlatform({ ...CONNECTED, events: false }).sinks(CONTEXT)).toEqual([]);
  });

  it('takes the visitor code for the unit session_id, and other units by their names', () => {
    const facts = visitor({ user_id: 42 }, { country: 'FR' });
    const { units, attributes } = createSubject(absmartlyPlatform(CONNECTED).subject(facts));
    expect([...units]).toEqual([
      ['session_id', 'anna'],
      ['user_id', 42],
    ]);
    expect(attributes.get('country')).toBe('FR');
  });

  it('renames units; one that has the name already wins', () => {
    const platform = absmartlyPlatform({ ...CONNECTED, unitType: 'device', units: { user: 'user_id' } });
    const plain = createSubject(platform.subject(visitor({ user: 42 })));
    expect([...plain.units]).toEqual([
      ['device', 'anna'],
      ['user_id', 42],
    ]);
    const both = createSubject(platform.subject(visitor({ user: 42, user_id: 43, device: 'd' })));
    expect(both.units.get('user_id')).toBe(43);
    expect(both.units.get('device')).toBe('d');
    expect(() => absmartly({ ...CONNECTED, units: { user: '' } })).toThrow('unit type of "user"');
  });

  it('compiles what it gets', async () => {
    const experiment = {
      id: 1,
      name: 'checkout',
      iteration: 1,
      unitType: 'session_id',
      split: [0, 1],
      trafficSplit: [0, 1],
      seedHi: 1,
      seedLo: 2,
      trafficSeedHi: 3,
      trafficSeedLo: 4,
      fullOnVariant: 0,
      variants: [{ config: null }, { config: '{"color":"red"}' }],
    };
    const platform = absmartlyPlatform(CONNECTED);
    const program = await platform.compile({ experiments: [experiment] });
    const decision = evaluate(program, 'checkout', createSubject(platform.subject(visitor({}))));
    expect(decision).toMatchObject({ value: 1, on: true, cause: 'split' });
    expect(decision.assignment?.variation.key).toBe('1');
  });
});
