import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { compileKameleoon } from '../../../../../lib/platforms/kameleoon/compile/compile.js';
import { compileDefinitions } from '../../../../../lib/platforms/kameleoon/payload/custom-data-definitions.js';
import { ExpiringMap } from '../../../../../lib/platforms/kameleoon/visitor/expiring-map.js';
import { readRemoteVisitorData } from '../../../../../lib/platforms/kameleoon/visitor/remote-visitor-data.js';
import { parseSimulations } from '../../../../../lib/platforms/kameleoon/visitor/simulations.js';
import {
  kameleoonData,
  parseCookies,
} from '../../../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { VisitorMemory } from '../../../../../lib/platforms/kameleoon/visitor/visitor-memory.js';
import { MAX_ENTRIES } from '../../../../../lib/platforms/kameleoon/visitor/visitor-record.js';
import { dataFile } from '../../../../fixtures/kameleoon/data-file.js';

const DEFINITIONS = compileDefinitions([
  { id: 1, index: 1, name: 'plan' },
  { id: 3, index: 3, name: 'user', isMappingIdentifier: true },
]);

class Clock {
  time = 1_000_000;
  readonly now = (): number => this.time;
}

function start(options: { idleMs?: number; maxVisitors?: number } = {}): {
  memory: VisitorMemory;
  clock: Clock;
} {
  const clock = new Clock();
  return { memory: new VisitorMemory({ now: clock.now, ...options }), clock };
}

describe('VisitorMemory', () => {
  it('keeps the latest of each kind, and custom data by index or name', () => {
    const { memory } = start();
    memory.addData('v', [kameleoonData.device('PHONE'), kameleoonData.customData(1, 'a', 'b')], DEFINITIONS);
    memory.addData('v', [kameleoonData.device('TABLET'), kameleoonData.customData('plan', 'c')], DEFINITIONS);
    memory.addData('v', [kameleoonData.customData('unheard', 'x'), kameleoonData.interest(4)], DEFINITIONS);
    expect(memory.facts('v')).toEqual(
      new Map<string, unknown>([
        ['device', 'TABLET'],
        ['customData', new Map([[1, ['c']]])],
        ['assignments', new Map()],
      ]),
    );
  });

  it('merges the views of a page, at their times', () => {
    const { memory, clock } = start();
    memory.addData('v', [kameleoonData.pageView('/a', 'A'), kameleoonData.pageView('/b', 'B')], DEFINITIONS);
    memory.addData('v', [kameleoonData.pageView('/a', 'again')], DEFINITIONS);
    clock.time += 5;
    memory.addData('v', [kameleoonData.pageView('/a', 'later')], DEFINITIONS);
    expect(memory.facts('v').get('pageViews')).toEqual([
      { url: '/a', title: 'later', times: [1_000_000, 1_000_005] },
      { url: '/b', title: 'B', times: [1_000_000] },
    ]);
  });

  it('links a user code to the visitor who gives it, and buckets it like them', () => {
    const { memory } = start();
    memory.addData('user', [kameleoonData.device('DESKTOP')], DEFINITIONS);
    memory.addData('anon', [kameleoonData.device('PHONE'), kameleoonData.customData(3, 'user')], DEFINITIONS);
    expect(memory.facts('user').get('device')).toBe('PHONE');
    expect(memory.facts('user').get('mappingIdentifier')).toBe('anon');
    expect(memory.facts('anon').has('mappingIdentifier')).toBe(false);
    memory.addData('user', [kameleoonData.device('TABLET')], DEFINITIONS);
    expect(memory.facts('anon').get('device')).toBe('TABLET');
    memory.setConsent('user', true);
    expect(memory.consent('anon')).toBeUndefined();
    memory.addData('other', [kameleoonData.customData(3, 'user')], DEFINITIONS);
    expect(memory.facts('user').get('mappingIdentifier')).toBe('other');
    expect(memory.facts('user').has('device')).toBe(false);
  });

  it('links nobody by an empty value, or to themselves', () => {
    const { memory } = start();
    memory.addData(
      'v',
      [kameleoonData.customData(3), kameleoonData.customData(3, ''), kameleoonData.customData(3, 'v')],
      DEFINITIONS,
    );
    expect(memory.facts('v').has('mappingIdentifier')).toBe(false);
    expect(memory.status().visitors).toBe(1);
  });

  it('differs on purpose: links of links lead to the first visitor, where the SDK finds no data or crashes', () => {
    const { memory } = start();
    memory.addData('a', [kameleoonData.device('PHONE'), kameleoonData.customData(3, 'b')], DEFINITIONS);
    memory.addData('b', [kameleoonData.customData(3, 'c')], DEFINITIONS);
    memory.addData('c', [kameleoonData.customData(3, 'a')], DEFINITIONS);
    for (const code of ['a', 'b', 'c']) expect(memory.facts(code).get('device'), code).toBe('PHONE');
  });

  it('undoes a link to a visitor who is forgotten', () => {
    const { memory, clock } = start({ maxVisitors: 2 });
    memory.addData('anon', [kameleoonData.customData(3, 'user')], DEFINITIONS);
    clock.time++;
    memory.setConsent('user', true);
    memory.setConsent('third', true);
    expect(memory.facts('user').has('mappingIdentifier')).toBe(false);
    expect(memory.consent('user')).toBe(true);
  });

  it('forgets after half an hour without being written or read, and counts it', () => {
    const { memory, clock } = start();
    memory.addData('idle', [kameleoonData.device('PHONE')], DEFINITIONS);
    memory.addData('active', [kameleoonData.device('PHONE')], DEFINITIONS);
    clock.time += 30 * 60_000;
    expect(memory.facts('active').has('device')).toBe(true);
    clock.time += 1;
    expect(memory.status()).toEqual({ visitors: 1, expired: 1, evicted: 0 });
    expect(memory.facts('idle').has('device')).toBe(false);
    clock.time += 30 * 60_000 + 1;
    memory.sweep();
    expect(memory.status()).toEqual({ visitors: 0, expired: 2, evicted: 0 });
  });

  it('evicts whoever was untouched for longest, and counts it', () => {
    const { memory } = start({ maxVisitors: 2 });
    memory.setConsent('a', true);
    memory.setConsent('b', true);
    memory.facts('a');
    memory.setConsent('a', true);
    memory.setConsent('c', true);
    expect(memory.status()).toEqual({ visitors: 2, expired: 0, evicted: 1 });
    expect([memory.consent('a'), memory.consent('b'), memory.consent('c')]).toEqual([true, undefined, true]);
  });

  it('bounds what it keeps of one visitor', () => {
    const { memory } = start();
    const many = MAX_ENTRIES + 50;
    for (let i = 0; i < many; i++) {
      memory.addData(
        'v',
        [kameleoonData.pageView(`/${i}`), kameleoonData.conversion(i), kameleoonData.customData(i + 10, 'x')],
        DEFINITIONS,
      );
      memory.setForced('v', i, 'on');
    }
    const facts = memory.facts('v');
    expect((facts.get('pageViews') as unknown[]).length).toBe(MAX_ENTRIES);
    expect((facts.get('conversions') as Set<number>).size).toBe(MAX_ENTRIES);
    expect((facts.get('customData') as Map<number, unknown>).size).toBe(MAX_ENTRIES);
    expect(memory.forcedVariations('v').size).toBe(MAX_ENTRIES);
    expect((facts.get('conversions') as Set<number>).has(many - 1)).toBe(true);
  });

  it('keeps prototype names as ordinary codes', () => {
    const { memory } = start();
    for (const code of ['__proto__', 'constructor', 'toString']) {
      expect(memory.facts(code).size).toBe(0);
      memory.addData(
        code,
        [kameleoonData.device('PHONE'), kameleoonData.customData(3, `${code}2`)],
        DEFINITIONS,
      );
      expect(memory.facts(`${code}2`).get('device')).toBe('PHONE');
    }
    expect(Object.hasOwn(Object.prototype, 'device')).toBe(false);
  });

  it('remembers exposures as assignments that later decisions see', () => {
    const { memory } = start();
    const program = compileKameleoon(dataFile());
    const subject = createSubject({ units: { visitor: 'v' }, facts: memory.facts('v') });
    const { exposures } = evaluate(program, 'checkout', subject);
    memory.assign('v', exposures);
    expect(memory.facts('v').get('assignments')).toEqual(new Map([['100', exposures[0]?.variation.id]]));
    memory.assign('w', []);
    expect(memory.status().visitors).toBe(1);
  });

  it('keeps one forced variation per experiment', () => {
    const { memory } = start();
    memory.setForced('v', 100, 'on');
    expect([[...memory.forcedVariations('v')], [...memory.customAssignments('v')]]).toEqual([
      [['100', 'on']],
      [],
    ]);
    memory.setForced('v', 100, 'off', false);
    expect([[...memory.forcedVariations('v')], [...memory.customAssignments('v')]]).toEqual([
      [],
      [['100', 'off']],
    ]);
    memory.setForced('v', 100, null);
    expect(memory.customAssignments('v').size + memory.customAssignments('nobody').size).toBe(0);
  });

  it('replaces simulations as a whole', () => {
    const { memory } = start();
    memory.setSimulations('v', new Map());
    expect(memory.status().visitors).toBe(0);
    memory.setSimulations('v', parseSimulations(encodeURIComponent('{"a":{"expId":0}}')));
    expect(memory.facts('v').get('simulations')).toEqual(
      new Map([['a', { experimentId: 0, variationId: null }]]),
    );
    memory.setSimulations('v', parseSimulations(undefined));
    expect(memory.facts('v').has('simulations')).toBe(false);
  });
});

describe('remote visitor data', () => {
  const answer = {
    currentVisit: {
      timeStarted: 900,
      customDataEvents: [{ time: 5, data: { index: 1, valuesCountMap: { now: 1 } } }],
    },
    previousVisits: [
      {
        visitorCode: 'other',
        timeStarted: 500,
        staticDataEvent: { data: { browserIndex: 3, browserVersion: 14.1, deviceType: 'PHONE', osIndex: 1 } },
        experimentEvents: [{ data: { id: 100, variationId: 2 } }],
      },
      { timeStarted: 400 },
    ],
  };
  const filters = { customData: true, browser: true, device: true, operatingSystem: true, experiments: true };

  it('fills in what is not known here, and brings visits and assignments', () => {
    const { memory } = start();
    memory.addData('v', [kameleoonData.device('TABLET'), kameleoonData.customData(1, 'here')], DEFINITIONS);
    memory.addRemote('v', readRemoteVisitorData(answer, filters), DEFINITIONS);
    const facts = memory.facts('v');
    expect(facts.get('visits')).toEqual([400, 500]);
    expect(facts.get('browser')).toEqual({ browser: 'SAFARI', version: 14.1 });
    expect(facts.get('operatingSystem')).toBe('MAC');
    expect(facts.get('device')).toBe('TABLET');
    expect(facts.get('customData')).toEqual(new Map([[1, ['now']]]));
    expect(facts.get('assignments')).toEqual(new Map([['100', 2]]));
  });

  it('says of an answer without visits that there were none', () => {
    for (const nothing of [{}, null, 'text', { previousVisits: [] }, { previousVisits: [null, 5] }]) {
      expect(readRemoteVisitorData(nothing, filters).data).toEqual([{ type: 'visits', started: [] }]);
    }
  });

  it('survives an answer of any shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (events, data) => {
        const names = [
          'customDataEvents',
          'pageEvents',
          'geolocationEvents',
          'conversionEvents',
          'staticDataEvent',
          'personalizationEvents',
        ];
        const visit = Object.fromEntries(names.flatMap((name) => [[name, [{ data, time: 1 }, events]]]));
        const all = {
          ...filters,
          pageViews: true,
          geolocation: true,
          conversions: true,
          personalization: true,
          visitorCode: true,
        };
        const { memory } = start();
        memory.addRemote(
          'v',
          readRemoteVisitorData({ currentVisit: visit, previousVisits: [events, visit] }, all),
          DEFINITIONS,
        );
        expect(memory.facts('v').get('visits')).toEqual([]);
      }),
    );
  });
});

describe('parseSimulations', () => {
  it.each([
    undefined,
    '',
    '{',
    '%E0%A4%A',
    '5',
    'null',
    '[]',
    '{"a":null}',
    '{"a":[]}',
    '{"a":{"expId":"1","varId":2}}',
  ])('%s says nothing', (text) => {
    expect(parseSimulations(text).size).toBe(0);
  });

  it('reads prototype names like any other', () => {
    const text = encodeURIComponent(
      '{"__proto__":{"expId":1,"varId":2},"toString":{"expId":1,"varId":null}}',
    );
    expect([...parseSimulations(text).keys()]).toEqual(['__proto__', 'toString']);
  });
});

describe('parseCookies', () => {
  it('takes the text between the first and the second equals sign', () => {
    expect(parseCookies('a=b=c; d ;=x; e=')).toEqual([
      { key: 'a', value: 'b' },
      { key: 'd', value: undefined },
      { key: 'e', value: '' },
    ]);
    expect(parseCookies('')).toEqual([]);
  });
});

describe('ExpiringMap', () => {
  it('never holds more than allowed, and accounts for every entry', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 40 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 6 }), (touches, maxEntries) => {
        let now = 0;
        let made = 0;
        const map = new ExpiringMap({ now: () => now, idleMs: 50, maxEntries }, () => ({ id: made++ }));
        for (const [key, wait] of touches) {
          now += wait;
          const value = map.touch(String(key));
          expect(map.find(String(key))).toBe(value);
          expect(map.size).toBeLessThanOrEqual(maxEntries);
        }
        expect(map.size + map.expired + map.evicted).toBe(made);
      }),
    );
  });
});
