import type { KameleoonStatement } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { kameleoonData as make } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import type { KameleoonDataFile } from '../../fixtures/kameleoon/payload.js';
import { dataFile, flag, rule, segment } from '../../fixtures/kameleoon/data-file.js';

/** One call that an application makes. */
export type Step =
  | { readonly do: 'decide'; readonly key: string }
  | { readonly do: 'goal'; readonly id: number; readonly revenue?: number; readonly negative?: boolean }
  | { readonly do: 'data'; readonly data: readonly KameleoonStatement[] }
  | { readonly do: 'consent'; readonly given: boolean }
  /** Tells which tracked segments include the visitor. */
  | { readonly do: 'audiences' }
  /** Lets time pass. */
  | { readonly do: 'wait'; readonly ms: number }
  /** Waits for what is to be sent. */
  | { readonly do: 'flush' };

/** What one visitor does. */
export interface Scenario {
  readonly name: string;
  readonly visitor: string;
  readonly file: KameleoonDataFile;
  readonly steps: readonly Step[];
  /** Deliveries, downloads aside. */
  readonly requests: number;
}

const FLAGS = [
  flag(),
  flag({ id: 2, featureKey: 'later', rules: [rule({ id: 20, experimentId: 30 })] }),
  flag({
    id: 3,
    featureKey: 'delivered',
    rules: [rule({ id: 21, experimentId: 40, type: 'TARGETED_DELIVERY' })],
  }),
  flag({ id: 4, featureKey: 'nobody', rules: [rule({ id: 22, experimentId: 50, exposition: 0 })] }),
  flag({
    id: 5,
    featureKey: 'reference',
    rules: [
      rule({
        id: 23,
        experimentId: 60,
        variationByExposition: [{ variationKey: 'off', variationId: null, exposition: 1 }],
      }),
    ],
  }),
  flag({ id: 6, featureKey: 'buyers', rules: [rule({ id: 24, experimentId: 70, segmentId: 9 })] }),
];

const customData = [
  { id: 1, index: 1, name: 'plan', localOnly: false },
  { id: 2, index: 2, name: 'secret', localOnly: true },
  { id: 3, index: 3, name: 'lasting', scope: 'VISITOR' as const },
  { id: 4, index: 4, name: 'user', isMappingIdentifier: true },
];

const FILE = dataFile({
  customData,
  segments: [segment(9, [{ targetingType: 'CONVERSIONS', goalId: 77 }])],
  featureFlags: FLAGS,
});

const ASKING = { ...FILE, configuration: { ...FILE.configuration, consentType: 'REQUIRED' as const } };
const ASKING_NO_DELIVERY = {
  ...ASKING,
  featureFlags: FLAGS.filter(({ featureKey }) => featureKey !== 'delivered'),
};

const MINUTE_MS = 60_000;
const DECIDE: Step = { do: 'decide', key: 'checkout' };
const FLUSH: Step = { do: 'flush' };

/** One visitor, one script. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'an exposure', visitor: 'anna', file: FILE, steps: [DECIDE], requests: 1 },
  {
    name: 'exposures in the order of their experiments, one each',
    visitor: 'ben',
    file: FILE,
    steps: [DECIDE, { do: 'decide', key: 'later' }, { do: 'decide', key: 'delivered' }, DECIDE],
    requests: 1,
  },
  {
    name: 'a variation without an id',
    visitor: 'chiara',
    file: FILE,
    steps: [{ do: 'decide', key: 'reference' }],
    requests: 1,
  },
  {
    name: 'activity, where an evaluation assigns nothing',
    visitor: 'dieter',
    file: FILE,
    steps: [{ do: 'decide', key: 'nobody' }],
    requests: 1,
  },
  {
    name: 'a conversion, with revenue, negative',
    visitor: 'emi',
    file: FILE,
    steps: [{ do: 'goal', id: 77, revenue: 12.5, negative: true }],
    requests: 1,
  },
  {
    name: 'a conversion without revenue, which decides what comes next',
    visitor: 'farid',
    file: FILE,
    steps: [
      { do: 'decide', key: 'buyers' },
      { do: 'goal', id: 77 },
      { do: 'decide', key: 'buyers' },
    ],
    requests: 1,
  },
  {
    name: 'data of every type, and the user agent',
    visitor: 'v&1=/ü',
    file: FILE,
    steps: [
      {
        do: 'data',
        data: [
          make.browser('SAFARI', 14.1),
          make.device('TABLET'),
          make.operatingSystem('IOS'),
          make.geolocation({
            country: 'Sri Lanka',
            region: 'North & East',
            city: 'Jaffna',
            postalCode: '40000',
            coordinates: [9.67, 80.01],
          }),
          make.pageView('https://shop.example/a?b=c&d=e', 'A & B', [1, 2]),
          make.customData('plan', 'gold', '7', 'gold', 'ä=&'),
          make.cookie('a=b'),
          make.applicationVersion('1.2.3'),
          make.userAgent('Mozilla/5.0 (X11; Linux x86_64)'),
        ],
      },
      DECIDE,
    ],
    requests: 1,
  },
  {
    name: 'of data that replaces each other, the latest',
    visitor: 'gus',
    file: FILE,
    steps: [
      {
        do: 'data',
        data: [
          make.customData(3, 'x'),
          make.device('PHONE'),
          make.customData(1, 'a'),
          make.pageView('https://shop.example/1'),
          make.device('DESKTOP'),
          make.pageView('https://shop.example/2'),
          make.pageView('https://shop.example/1', 'One'),
          make.customData(1, 'b'),
        ],
      },
      DECIDE,
    ],
    requests: 1,
  },
  {
    name: 'nothing of custom data that is kept local, or has an unknown name',
    visitor: 'hana',
    file: FILE,
    steps: [{ do: 'data', data: [make.customData('secret', 'x'), make.customData('?', 'y')] }, DECIDE],
    requests: 1,
  },
  {
    name: 'the identifier that links visitors',
    visitor: 'ida',
    file: FILE,
    steps: [{ do: 'data', data: [make.customData('user', 'user-1')] }, DECIDE],
    requests: 1,
  },
  {
    name: 'custom data that lasts, again after 29 minutes, and no other',
    visitor: 'noor',
    file: FILE,
    steps: [
      { do: 'data', data: [make.customData('lasting', 'x', 'y'), make.customData('plan', 'gold')] },
      DECIDE,
      FLUSH,
      { do: 'wait', ms: 28 * MINUTE_MS },
      { do: 'decide', key: 'later' },
      FLUSH,
      { do: 'wait', ms: MINUTE_MS + 1 },
      { do: 'decide', key: 'delivered' },
      FLUSH,
      { do: 'wait', ms: MINUTE_MS },
      { do: 'data', data: [make.customData('lasting', 'z')] },
      { do: 'decide', key: 'reference' },
    ],
    requests: 4,
  },
  {
    name: 'a known user with no other code yet, linked with themselves',
    visitor: 'user-7',
    file: FILE,
    steps: [{ do: 'data', data: [make.uniqueIdentifier(true)] }, DECIDE],
    requests: 1,
  },
  {
    name: 'a conversion with metadata, of names and indexes',
    visitor: 'pia',
    file: FILE,
    steps: [
      {
        do: 'data',
        data: [
          make.conversion(77, {
            revenue: 9.5,
            negative: false,
            metadata: [
              make.customData('plan', 'gold', 'ä'),
              make.customData(1, 'again'),
              make.customData('unheard', 'x'),
              make.customData(7, 'seven'),
            ],
          }),
        ],
      },
      DECIDE,
    ],
    requests: 1,
  },
  {
    name: 'the tracked segments that include the visitor',
    visitor: 'quinn',
    file: {
      ...FILE,
      segments: [
        { ...segment(9, [{ targetingType: 'CONVERSIONS', goalId: 77 }]), audienceTracking: true },
        { ...segment(10, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }]), audienceTracking: true },
        segment(11, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }]),
      ],
    },
    steps: [{ do: 'data', data: [make.device('PHONE')] }, { do: 'audiences' }],
    requests: 1,
  },
  {
    name: 'an identifier without a value, which links nobody',
    visitor: 'olga',
    file: FILE,
    steps: [{ do: 'data', data: [make.customData('user', '')] }, DECIDE],
    requests: 1,
  },
  {
    name: 'with unknown consent, only targeted deliveries and conversions',
    visitor: 'jan',
    file: ASKING,
    steps: [DECIDE, { do: 'decide', key: 'delivered' }, { do: 'goal', id: 5 }],
    requests: 1,
  },
  {
    name: 'what was held, once consent is given',
    visitor: 'kim',
    file: ASKING_NO_DELIVERY,
    steps: [
      { do: 'data', data: [make.device('PHONE')] },
      DECIDE,
      { do: 'goal', id: 5 },
      FLUSH,
      { do: 'consent', given: true },
      { do: 'decide', key: 'later' },
    ],
    requests: 1,
  },
  {
    name: 'nothing without consent where nothing is delivered',
    visitor: 'lou',
    file: ASKING_NO_DELIVERY,
    steps: [DECIDE, { do: 'goal', id: 5 }],
    requests: 0,
  },
  {
    name: 'nothing but the delivery of those who refuse',
    visitor: 'mia',
    file: ASKING,
    steps: [{ do: 'consent', given: false }, DECIDE, { do: 'decide', key: 'delivered' }],
    requests: 1,
  },
];
