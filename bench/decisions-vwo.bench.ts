/** Decisions per second against the official VWO SDK: same settings, same visitors, exposures produced by both. */
import { createRequire } from 'node:module';
import type * as VwoSdk from 'vwo-fme-node-sdk';
import { compileVwo, createSubject, evaluate } from 'nestjs-experimentation/engine';
import { heapMiB } from './support/measure.js';
import { compareAsync } from './support/measure-async.js';
import { benchSettings, benchVisitors } from './support/vwo-settings.js';

const settings = benchSettings();
const keys = (settings['features'] as { readonly key: string }[]).map(({ key }) => key);
const visitors = benchVisitors(1000);

let theirExposures = 0;
const answer = { getData: () => ({}), getTotalAttempts: () => 0, getStatusCode: () => 200 };
const post = (request: { getQuery(): { readonly en: string } }): Promise<unknown> => {
  if (request.getQuery().en === 'vwo_variationShown') theirExposures += 1;
  return Promise.resolve(answer);
};
const sdk = createRequire(import.meta.url)('vwo-fme-node-sdk') as typeof VwoSdk;
const options = {
  sdkKey: 'bench',
  accountId: '123456',
  settings,
  network: { client: { GET: () => Promise.reject(new Error('offline')), POST: post } },
  logger: { level: 'ERROR' },
};
const client = await sdk.init(options as never);

const program = compileVwo(settings);
let ourExposures = 0;

/** Counts of both over the same visitors, before anything is measured. */
async function check(): Promise<void> {
  const few = visitors.slice(0, 20);
  theirExposures = 0;
  for (const visitor of few) for (const key of keys) await client.getFlag(key, { ...visitor });
  ourExposures = 0;
  for (const visitor of few) decideAll(visitor);
  console.log(`exposures of ${few.length} visitors: ours ${ourExposures}, theirs ${theirExposures}`);
  if (ourExposures !== theirExposures || ourExposures === 0)
    throw new Error('the two did not do the same work');
}

function decideAll({ id, customVariables }: (typeof visitors)[number]): void {
  const subject = createSubject({ units: { visitor: id }, attributes: customVariables });
  for (const key of keys) ourExposures += evaluate(program, key, subject).exposures.length;
}

let next = 0;
await check();
await compareAsync(
  'decisions: 100 features, 200 campaigns, all targeted',
  [
    {
      name: 'nestjs-experimentation',
      operations: keys.length * visitors.length,
      run: () => {
        for (const visitor of visitors) decideAll(visitor);
        return Promise.resolve();
      },
    },
    {
      name: 'vwo-fme-node-sdk',
      operations: keys.length,
      run: async () => {
        const visitor = visitors[next++ % visitors.length] as (typeof visitors)[number];
        for (const key of keys) await client.getFlag(key, { ...visitor });
      },
    },
  ],
  20,
);

const large = JSON.stringify(benchSettings(10_000));
const before = heapMiB();
const start = performance.now();
const compiled = compileVwo(large);
const elapsed = performance.now() - start;
console.log(
  `10,000 flags: ${(large.length / 1e6).toFixed(1)} MB compiled in ${elapsed.toFixed(0)} ms, ${(heapMiB() - before).toFixed(1)} MiB of heap (${compiled.flags.size} flags)`,
);
// The SDK polls for ever.
process.exit();
