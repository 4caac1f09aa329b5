import { no, none, only, yes, type Row } from './table.js';

const UNIT = 'test/unit/platforms';
const SHOP = 'test/e2e/shop.spec.ts';

/** Events on the wire. */
export const EVENT_ROWS: readonly Row[] = [
  {
    capability: "events in the platform's own format, beside the official SDK",
    from: 'G O A V K',
    cells: {
      growthbook: yes(
        'test/conformance/growthbook/wire.spec.ts',
        'in the same request: method, path, headers',
      ),
      optimizely: yes('test/conformance/optimizely/wire.spec.ts', 'is what the official SDK sends: %s'),
      absmartly: yes('test/conformance/absmartly/wire.spec.ts', '$name'),
      vwo: yes('test/conformance/vwo/wire.spec.ts', '$name'),
      kameleoon: yes('test/conformance/kameleoon/wire.spec.ts', '$name'),
    },
  },
  {
    capability: 'goals with revenue and properties',
    from: 'G O A V K',
    cells: {
      growthbook: yes(SHOP, 'writes a purchase with its revenue, once, and none that failed'),
      optimizely: yes(
        'test/e2e/shop-optimizely.spec.ts',
        'sends Optimizely who met what, once, and who bought something',
      ),
      absmartly: yes('test/e2e/shop-absmartly.spec.ts', 'reports a purchase with its revenue'),
      vwo: yes('test/e2e/shop-vwo.spec.ts', 'reports a purchase with its revenue'),
      kameleoon: yes('test/e2e/shop-kameleoon.spec.ts', 'reports a purchase with its revenue'),
    },
  },
  {
    capability: 'attributes that were set are events too',
    from: 'A V',
    cells: only(
      {
        absmartly: yes(
          `${UNIT}/absmartly/wire/absmartly.sink.spec.ts`,
          'sends what is known of a visitor first, then each setting, in order',
        ),
        vwo: yes(
          'test/unit/platforms/vwo/wire/vwo.sink.spec.ts',
          'sends the attributes that VWO has a form for',
        ),
        kameleoon: none('custom data are, as visitor data'),
      },
      'the platform takes no such event',
    ),
  },
  {
    capability: "a callback with the properties that the vendor's integrations get",
    from: 'V',
    cells: only(
      {
        vwo: yes(
          'test/unit/platforms/vwo/wire/integrations.sink.spec.ts',
          'tells of decisions, off ones included',
        ),
      },
      'the SDK has no integrations callback',
    ),
  },
  {
    capability: 'a flush for one visitor alone',
    from: 'K',
    cells: only(
      { kameleoon: no('`flush()` delivers what is queued of all visitors') },
      'the SDK flushes everything',
    ),
  },
];
