import { none, only, yes, shared, type Row } from './table.js';

const UNIT = 'test/unit/platforms';

/** Facts about visitors that do not come with the request. */
export const VISITOR_FACILITY_ROWS: readonly Row[] = [
  {
    capability: 'location and user agent through a gateway',
    from: 'V',
    cells: only(
      {
        vwo: yes(
          'test/unit/platforms/vwo/visitor/visitor-lookup.spec.ts',
          'asks the gateway as the SDK does, once for all who look the same',
        ),
      },
      'the platform has no gateway',
    ),
  },
  {
    capability: 'real-time segments, fetched ahead and cached',
    from: 'O',
    cells: only(
      { optimizely: yes('test/conformance/optimizely/odp-segments.spec.ts') },
      'the platform has no such segments',
    ),
  },
  {
    capability: 'predictions of contextual bandits, fetched ahead',
    from: 'O K',
    cells: only(
      {
        optimizely: yes('test/conformance/optimizely/cmab.spec.ts'),
        kameleoon: yes(
          'test/e2e/kameleoon-data-api.spec.ts',
          'is fetched before the handler, once a visitor',
        ),
      },
      'the platform serves no predictions',
    ),
  },
  {
    capability: 'visitor data kept in bounded memory (pages, conversions, custom data, ...)',
    from: 'K',
    cells: only(
      {
        kameleoon: yes('test/e2e/kameleoon-visitors.spec.ts', 'goes when there is no room for more visitors'),
      },
      'the SDK keeps no data of visitors',
    ),
  },
  {
    capability: 'remote visitor data and warehouse audiences, fetched ahead',
    from: 'K',
    cells: only(
      { kameleoon: yes('test/e2e/kameleoon-data-api.spec.ts', 'includes audiences of the warehouse') },
      'the platform has no such facility',
    ),
  },
  {
    capability: "the visitor code of the vendor's browser tag (cookie, query parameter)",
    from: 'K',
    cells: only(
      {
        kameleoon: yes(
          'test/unit/platforms/kameleoon/setup/options-file.spec.ts',
          'refreshes, sends and sets cookies as the file says',
        ),
      },
      'the server SDK is told the visitor by the application',
    ),
  },
  {
    capability: 'variations that a tester simulates in the browser',
    from: 'K',
    cells: only(
      {
        kameleoon: yes(
          'test/e2e/kameleoon-visitors.spec.ts',
          'is what a tester simulates, where that is switched on',
        ),
      },
      'the server SDK knows no simulation',
    ),
  },
  {
    capability: 'the calls of the first server SDK (trigger, activate, ...)',
    from: 'K',
    cells: only(
      { kameleoon: yes('test/e2e/kameleoon-visitors.spec.ts', 'answers the calls of the old server SDK') },
      'there is one generation of calls',
    ),
  },
  {
    capability: 'consent decides what is decided and sent',
    from: 'K',
    cells: only(
      {
        kameleoon: yes(
          'test/e2e/kameleoon-data-api.spec.ts',
          'that is refused closes experiments, in part or altogether',
        ),
      },
      'the SDK knows no consent',
    ),
  },
  {
    capability: 'stored assignments in requests, behind one port',
    from: 'G O V',
    cells: {
      ...shared('test/e2e/sticky.spec.ts', '%s survive a change of weights'),
      absmartly: none('the SDK stores no assignments'),
      kameleoon: none('the SDK hashes anew each time'),
    },
  },
  {
    capability: 'options of a single decision that leave out stored decisions or variables',
    from: 'O',
    cells: only(
      {
        optimizely: yes('test/e2e/optimizely-decide.spec.ts', 'can be given with the call'),
      },
      'the SDK has no such options',
    ),
  },
  {
    capability: "the platform's own texts on why it decided so",
    from: 'O',
    cells: only(
      { optimizely: yes(`${UNIT}/optimizely/compile/compile.spec.ts`, 'gives no reasons unless asked') },
      'the SDK has no such texts',
    ),
  },
];
