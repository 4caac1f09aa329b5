/**
 * Decisions per second beside Kameleoon's own SDK in the same process: 100 flags, 183 rules, 102 of them with a segment,
 * tracking on. Then what a configuration of 10,000 flags costs to compile and to hold.
 *
 * Run the compiled file with `node --expose-gc`.
 */
import * as sdk from '@kameleoon/javascript-sdk-core';
import {
  compileKameleoon,
  createSubject,
  evaluate,
  kameleoonCatalogOf as catalogOf,
  kameleoonData,
  KameleoonVisitorMemory as VisitorMemory,
} from 'nestjs-experimentation/engine';
import type { Program } from 'nestjs-experimentation/engine';

const FLAGS = 100;
const VISITORS = 1_000;
const ROUNDS = 7;
const BIG = 10_000;

const COUNTRIES = ['France', 'Germany', 'Spain', 'Italy'];

const CONDITIONS: readonly ((id: number) => object)[] = [
  (id) => ({
    targetingType: 'CUSTOM_DATUM',
    customDataIndex: '1',
    valueMatchType: 'EXACT',
    value: id % 2 ? 'gold' : 'basic',
  }),
  (id) => ({ targetingType: 'GEOLOCATION', country: COUNTRIES[id % COUNTRIES.length] }),
  () => ({ targetingType: 'DEVICE_TYPE', device: 'PHONE' }),
  (id) => ({
    targetingType: 'BROWSER',
    browser: 'CHROME',
    version: String(80 + (id % 40)),
    versionMatchType: 'GREATER',
  }),
  (id) => ({ targetingType: 'PAGE_URL', matchType: 'CONTAINS', url: id % 2 ? 'cart' : 'shop' }),
  () => ({ targetingType: 'CUSTOM_DATUM', customDataIndex: '2', valueMatchType: 'RANGE', range: [18, 65] }),
  () => ({
    targetingType: 'COOKIE',
    name: 'theme',
    nameMatchType: 'EXACT',
    value: 'dark',
    valueMatchType: 'EXACT',
  }),
];

function makeSegment(id: number): object {
  const condition = (offset: number): object => ({
    ...(CONDITIONS[(id + offset) % CONDITIONS.length] as (id: number) => object)(id),
    isInclude: (id + offset) % 5 !== 0,
  });
  return {
    id,
    name: `segment ${id}`,
    conditionsData: {
      firstLevelOrOperators: [true],
      firstLevel: [
        { orOperators: [false], conditions: [condition(0), condition(1)] },
        { orOperators: [], conditions: [condition(2)] },
      ],
    },
  };
}

/** Flags with one to three rules: 183 on 100 flags, 102 with a segment of their own. */
function makePayload(flags: number): object {
  const segments: object[] = [];
  const rulesOf = (flag: number): number => (flag % 100 < 83 ? 2 : 1) - (flag % 100 < 17 ? 0 : 0);
  let rule = 0;
  const featureFlags = Array.from({ length: flags }, (_, flag) => ({
    id: 1 + flag,
    featureKey: `flag-${flag}`,
    environmentEnabled: true,
    defaultVariationKey: 'off',
    variations: ['off', 'on', 'bold'].map((key) => ({
      key,
      name: key,
      variables: [
        { key: 'title', type: 'STRING', value: `title ${key}` },
        { key: 'limit', type: 'NUMBER', value: 10 },
        { key: 'layout', type: 'JSON', value: '{"columns":[1,2,3],"dense":true}' },
      ],
    })),
    rules: Array.from({ length: rulesOf(flag) }, () => {
      const id = ++rule;
      const segmented = id % 183 <= 102 && id % 183 !== 0;
      if (segmented) segments.push(makeSegment(id));
      return {
        id,
        type: id % 6 === 0 ? 'TARGETED_DELIVERY' : 'EXPERIMENTATION',
        segmentId: segmented ? id : null,
        exposition: 0.8,
        respoolTime: id % 3 === 0 ? 1_650_000_000_000 : null,
        experimentId: 100_000 + id,
        variationByExposition: [
          { variationKey: 'off', variationId: 3 * id, exposition: 0.34 },
          { variationKey: 'on', variationId: 3 * id + 1, exposition: 0.33 },
          { variationKey: 'bold', variationId: 3 * id + 2, exposition: 0.33 },
        ],
      };
    }),
  }));
  return {
    configuration: { consentType: 'NOT_REQUIRED', dataApiDomain: 'data.example.test' },
    customData: [
      { id: 1, index: 1, name: 'plan', localOnly: false, isMappingIdentifier: false, scope: 'VISIT' },
      { id: 2, index: 2, name: 'age', localOnly: false, isMappingIdentifier: false, scope: 'VISIT' },
    ],
    segments,
    featureFlags,
  };
}

const visitorCodes = Array.from({ length: VISITORS }, (_, i) => `visitor${String(i).padStart(9, '0')}`);
const place = (i: number): string => COUNTRIES[i % COUNTRIES.length] as string;

// oxlint-disable-next-line typescript/no-explicit-any -- internals of the SDK, which it has no types for
type Loose = any;

async function startSdk(payload: object): Promise<Loose> {
  const core = sdk as Loose;
  core.KameleoonLogger.setLogLevel(core.LogLevel.NONE);
  const storage = new Map<string, unknown>();
  const codes = new core.VisitorCodeManager();
  const client = new core.KameleoonCore({
    siteCode: 'abcdefghij',
    configuration: { trackingInterval: 1000 },
    internalConfiguration: {
      externals: {
        externalStorage: {
          read: (key: string) => storage.get(key) ?? null,
          write: (key: string, data: unknown) => storage.set(key, data),
        },
        externalEventSource: { open() {}, close() {}, onError() {} },
        externalVisitorCodeManager: codes,
        externalPackageInfo: { type: 'NODEJS', version: '5.17.1', isServer: true },
        externalRequester: {
          sendRequest: async () => ({ ok: true, status: 200, json: async () => structuredClone(payload) }),
        },
        externalPRNG: { getRandomNumber: Math.random },
      },
      settings: { useAbortController: false },
    },
  });
  clearInterval(client.tracker.intervalId);
  client.clientConfiguration.handlePollingUpdates = () => {};
  await client.initialize();
  for (const [i, code] of visitorCodes.entries()) {
    client.addData(
      code,
      new core.CustomData(1, i % 3 ? 'gold' : 'basic'),
      new core.CustomData(2, String(i % 90)),
      new core.GeolocationData({ country: place(i) }),
      new core.Device(i % 2 ? 'PHONE' : 'DESKTOP'),
      new core.Browser('CHROME', 60 + (i % 70)),
      new core.PageView({ urlAddress: i % 4 ? 'https://shop.test/cart' : 'https://test/', title: 'Cart' }),
      core.Cookie.fromString('theme=dark; session=1'),
    );
  }
  return client;
}

function startOurs(program: Program): VisitorMemory {
  const memory = new VisitorMemory({ now: () => Date.now() });
  const { customData } = catalogOf(program);
  for (const [i, code] of visitorCodes.entries()) {
    const data = [
      kameleoonData.customData(1, i % 3 ? 'gold' : 'basic'),
      kameleoonData.customData(2, String(i % 90)),
      kameleoonData.geolocation({ country: place(i) }),
      kameleoonData.device(i % 2 ? 'PHONE' : 'DESKTOP'),
      kameleoonData.browser('CHROME', 60 + (i % 70)),
      kameleoonData.pageView(i % 4 ? 'https://shop.test/cart' : 'https://test/', 'Cart'),
      kameleoonData.cookie('theme=dark; session=1'),
    ];
    memory.addData(code, data, customData);
  }
  return memory;
}

interface Pass {
  readonly perSecond: number;
  readonly assigned: number;
}

function passOfSdk(client: Loose, visitors: readonly string[]): Pass {
  let assigned = 0;
  const started = process.hrtime.bigint();
  for (const visitorCode of visitors) {
    for (let flag = 0; flag < FLAGS; flag++) {
      if (client.getVariation({ visitorCode, featureKey: keys[flag] }).experimentId !== null) assigned++;
    }
  }
  return { perSecond: rate(visitors.length, started), assigned };
}

/** As a request does it: one subject per visitor, one decision per flag, exposures kept. */
function passOfOurs(program: Program, memory: VisitorMemory, visitors: readonly string[]): Pass {
  let assigned = 0;
  const started = process.hrtime.bigint();
  for (const visitorCode of visitors) {
    const subject = createSubject({
      units: { visitor: visitorCode },
      facts: memory.facts(visitorCode),
      now: memory.time,
    });
    for (const key of keys) {
      const { exposures } = evaluate(program, key, subject);
      memory.assign(visitorCode, exposures);
      assigned += exposures.length;
    }
  }
  return { perSecond: rate(visitors.length, started), assigned };
}

function rate(visitors: number, started: bigint): number {
  return (visitors * FLAGS * 1e9) / Number(process.hrtime.bigint() - started);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

const keys = Array.from({ length: FLAGS }, (_, flag) => `flag-${flag}`);
const payload = makePayload(FLAGS) as { featureFlags: { rules: { segmentId: unknown }[] }[] };
const rules = payload.featureFlags.flatMap((flag) => flag.rules);
const segmented = rules.filter(({ segmentId }) => segmentId !== null);
console.log(`${FLAGS} flags, ${rules.length} rules, ${segmented.length} with a segment`);

const program = compileKameleoon(payload);
const client = await startSdk(payload);
const memory = startOurs(program);
const some = visitorCodes.slice(0, 100);
const check = [passOfSdk(client, some), passOfOurs(program, memory, some)] as const;
if (check[0].assigned !== check[1].assigned)
  throw new Error(`Different work: ${check[0].assigned} and ${check[1].assigned}`);

const ratios: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const theirs = passOfSdk(client, some);
  const ours = passOfOurs(program, memory, visitorCodes);
  ratios.push(ours.perSecond / theirs.perSecond);
  console.log(
    `SDK ${Math.round(theirs.perSecond).toLocaleString('en')}/s, ours ${Math.round(ours.perSecond).toLocaleString('en')}/s: ${(ours.perSecond / theirs.perSecond).toFixed(1)} times`,
  );
}
console.log(`median: ${median(ratios).toFixed(1)} times (wanted: at least 5)`);

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
collect();
const before = process.memoryUsage().heapUsed;
let big: unknown = JSON.parse(JSON.stringify(makePayload(BIG)));
const started = performance.now();
const bigProgram = compileKameleoon(big);
const took = performance.now() - started;
big = null;
collect();
const held = (process.memoryUsage().heapUsed - before) / 2 ** 20;
console.log(`${bigProgram.flags.size} flags: compiled in ${took.toFixed(0)} ms, ${held.toFixed(1)} MiB held`);
// The SDK's cache keeps a timer.
process.exit(big === null ? 0 : 1);
