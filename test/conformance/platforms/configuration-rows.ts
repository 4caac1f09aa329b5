import { no, only, yes, shared, type Row } from './table.js';

const UNIT = 'test/unit/platforms';
const KEEPER = 'test/unit/runtime/config/keeper';

const BRING_A_STORE = 'the port `SnapshotStore` is there; a store for Redis is not';

/** Downloading and refreshing configuration. */
export const CONFIGURATION_ROWS: readonly Row[] = [
  {
    capability: "configuration by key from the platform's service, conditionally where it gives marks",
    from: 'G O A V K',
    cells: {
      growthbook: yes(
        `${UNIT}/growthbook/wire/growthbook.source.spec.ts`,
        "uses the vendor's server by default",
      ),
      optimizely: yes(`${UNIT}/optimizely/optimizely-platform.spec.ts`, 'asks for changes only'),
      absmartly: yes(
        `${UNIT}/absmartly/wire/absmartly.source.spec.ts`,
        'asks conditionally where the collector gives marks',
      ),
      vwo: yes(
        'test/unit/platforms/vwo/wire/vwo.source.spec.ts',
        'asks under another address each time, and conditionally all the same',
      ),
      kameleoon: yes(
        'test/unit/platforms/kameleoon/wire/kameleoon.source.spec.ts',
        'asks for what has changed since',
      ),
    },
  },
  {
    capability: 'configuration from a given document, alone or until the first download',
    from: 'G O A V K',
    cells: {
      growthbook: yes(
        `${UNIT}/growthbook/growthbook-platform.spec.ts`,
        'reads a given payload, which is the bootstrap when there is a client key',
      ),
      optimizely: yes(
        `${UNIT}/optimizely/optimizely-platform.spec.ts`,
        'reads a given datafile, which is the bootstrap when there is an SDK key',
      ),
      absmartly: yes(
        `${UNIT}/absmartly/absmartly-platform.spec.ts`,
        'starts from a payload, and goes on with the collector',
      ),
      vwo: yes('test/unit/platforms/vwo/vwo-platform.spec.ts', 'starts from settings, and goes on with VWO'),
      kameleoon: yes('test/e2e/kameleoon-visitors.spec.ts'),
    },
  },
  {
    capability: 'options from a file',
    from: 'K',
    cells: only(
      {
        kameleoon: yes(
          'test/unit/platforms/kameleoon/setup/options-file.spec.ts',
          "reads the vendor's options",
        ),
      },
      'the SDK takes its options from code',
    ),
  },
  {
    capability: 'authenticated download',
    from: 'O K',
    cells: only(
      {
        optimizely: yes(`${UNIT}/optimizely/optimizely-platform.spec.ts`, 'downloads from %s'),
        kameleoon: yes(
          'test/unit/platforms/kameleoon/setup/access-token.spec.ts',
          'is asked for by client credentials, once for all who wait',
        ),
      },
      'the download asks for no credentials besides the key in its address',
    ),
  },
  {
    capability: 'encrypted configuration',
    from: 'G',
    cells: only(
      {
        growthbook: yes(
          `${UNIT}/growthbook/growthbook-platform.spec.ts`,
          'decrypts, and serves the plain part with a warning when it cannot',
        ),
      },
      'the platform serves plain configuration only',
    ),
  },
  {
    capability: 'changes over a stream, with polling as the fallback',
    from: 'G K',
    cells: only(
      {
        growthbook: yes(
          `${UNIT}/growthbook/wire/growthbook.source.spec.ts`,
          'goes on polling while the stream is broken, and tells',
        ),
        kameleoon: yes(
          'test/unit/platforms/kameleoon/wire/kameleoon.source.spec.ts',
          'downloads on a change, past caches, and ignores other sites',
        ),
      },
      'the platform has no stream for servers',
    ),
  },
  {
    capability: 'polling at an interval or by cron',
    from: 'G O A V K',
    cells: shared('test/e2e/schedule.spec.ts', 'runs in time'),
  },
  {
    capability: 'refresh by hand',
    from: 'G A V',
    cells: shared(`${KEEPER}.refresh.spec.ts`, 'lets callers share one fetch'),
  },
  {
    capability: 'long-lived contexts follow a refresh when asked to',
    from: 'A',
    cells: shared(
      'test/e2e/run-as.spec.ts',
      'answers fallbacks before there is any configuration, keeps overrides, and follows when asked to',
    ),
  },
  {
    capability: 'start that waits, degrades or fails, with a deadline',
    from: 'G A K',
    cells: shared(
      `${KEEPER}.startup.spec.ts`,
      'refuses to start without, says why, and leaves nothing running',
    ),
  },
  {
    capability: 'retries of a download within bounds',
    from: 'A',
    cells: shared(
      `${KEEPER}.refresh.spec.ts`,
      'tries as often as it is told within one refresh, which counts as one failure',
    ),
  },
  {
    capability: 'configuration kept on disk for the next start',
    from: 'module',
    cells: shared(
      `${KEEPER}.outage.spec.ts`,
      'writes the snapshot as it came, and starts empty when somebody has damaged it',
    ),
  },
  {
    capability: 'configuration cache shared through Redis',
    from: 'G V',
    cells: only(
      { growthbook: no(BRING_A_STORE), vwo: no(BRING_A_STORE) },
      'the official SDK has no shared cache',
    ),
  },
];
