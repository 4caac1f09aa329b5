/** Requests per second of a Nest application: with the module, without it, and with OpenFeature doing the same. */
import type { Entry, Schedule, Standing } from './support/http/contest.js';
import { contest, ratio } from './support/http/contest.js';
import type { AdapterName } from './support/http/protocol.js';
import { midmean, verdict } from './support/measure.js';

const BARE: Entry = { title: 'bare application', application: 'bare', visitors: 'returning' };
const FRAME: Entry = { title: 'bare + context, cookie', application: 'frame', visitors: 'returning' };
const OURS: Entry = { title: 'module', application: 'experimentation', visitors: 'returning' };
const OURS_CARRIED: Entry = {
  title: 'module, no async context',
  application: 'experimentation-carried',
  visitors: 'returning',
};
const OURS_NEW: Entry = { title: 'module, new visitors', application: 'experimentation', visitors: 'new' };
const PEER: Entry = { title: 'openfeature, decorators', application: 'openfeature', visitors: 'returning' };
const CLIENT: Entry = {
  title: 'openfeature, client',
  application: 'openfeature-client',
  visitors: 'returning',
};
const ENTRIES = [BARE, FRAME, OURS, OURS_CARRIED, OURS_NEW, PEER, CLIENT];

interface Contest {
  readonly schedule: Schedule;
  /** Least requests per second in proportion to the bare application, and to OpenFeature. */
  readonly ofBare: number;
  readonly ofPeer: number;
}

const CONTESTS: Record<AdapterName, Contest> = {
  express: { schedule: { legs: 4, rounds: 3, requests: 10_000, warmUps: 5 }, ofBare: 0.9, ofPeer: 2 },
  fastify: { schedule: { legs: 6, rounds: 3, requests: 10_000, warmUps: 6 }, ofBare: 0.8, ofPeer: 5 },
};

for (const adapter of ['express', 'fastify'] as const) {
  const { schedule, ofBare, ofPeer } = CONTESTS[adapter];
  const standings = await contest(adapter, ENTRIES, schedule);
  const of = (entry: Entry): Standing => standings.find((standing) => standing.entry === entry) as Standing;
  const bare = of(BARE);
  console.log(`${adapter}: three decisions of a hundred flags in each request`);
  for (const { entry, perSecond, cpuMicros } of standings) {
    console.log(
      `  ${entry.title.padEnd(24)} ${Math.round(midmean(perSecond)).toLocaleString('en').padStart(8)} requests/s  x ${ratio(perSecond, bare.perSecond).toFixed(2)}` +
        `   ${midmean(cpuMicros).toFixed(1).padStart(6)} µs of CPU  x ${ratio(bare.cpuMicros, cpuMicros).toFixed(2)}`,
    );
  }
  for (const entry of [OURS, OURS_CARRIED, OURS_NEW]) {
    const { ledger } = of(entry);
    if (ledger === null || ledger.offered === 0) throw new Error('no exposure was offered');
    console.log(
      `  ${entry.title}: offered ${ledger.offered} = delivered ${ledger.delivered} + deduplicated ${ledger.deduplicated} + queued ${ledger.queued} + lost ${ledger.offered - ledger.delivered - ledger.deduplicated - ledger.queued}`,
    );
  }
  for (const entry of [OURS, OURS_CARRIED]) {
    verdict(`${adapter}, ${entry.title} / bare`, ratio(of(entry).perSecond, bare.perSecond), ofBare);
  }
  for (const entry of [OURS, OURS_CARRIED]) {
    verdict(
      `${adapter}, ${entry.title} / openfeature decorators`,
      ratio(of(entry).perSecond, of(PEER).perSecond),
      ofPeer,
    );
  }
}
