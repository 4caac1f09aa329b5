/** Decisions per second against the official GrowthBook SDK: same payload, same visitors, exposures produced by both. */
process.env['NODE_ENV'] = 'production';
import { GrowthBookClient } from '@growthbook/growthbook';
import { compileGrowthbook, createSubject, evaluate } from 'nestjs-experimentation/engine';
import { benchPayload, benchUsers } from './support/growthbook-payload.js';
import { compare, heapMiB } from './support/measure.js';

const payload = benchPayload();
const users = benchUsers();
const keys = Object.keys(payload['features'] as object);

const program = compileGrowthbook(payload);
let ourExposures = 0;
let ourDecisions = 0;

let theirExposures = 0;
const client = new GrowthBookClient({ trackingCallback: () => void (theirExposures += 1) });
client.initSync({ payload: payload });

const operations = keys.length * users.length;

compare(
  'decisions: 100 features, 60 experiments, 70 targeted, 1,000 visitors',
  [
    {
      name: 'nestjs-experimentation',
      operations,
      run() {
        ourExposures = 0;
        for (const attributes of users) {
          const subject = createSubject({ attributes });
          for (const key of keys) {
            const decision = evaluate(program, key, subject);
            ourExposures += decision.exposures.length;
            if (decision.on) ourDecisions += 1;
          }
        }
      },
    },
    {
      name: '@growthbook/growthbook',
      operations,
      run() {
        theirExposures = 0;
        for (const attributes of users) {
          const user = { attributes };
          for (const key of keys) {
            if (client.evalFeature(key, user).on) ourDecisions -= 1;
          }
        }
      },
    },
  ],
  5,
);
console.log(`  exposures a pass: ours ${ourExposures}, theirs ${theirExposures}`);
if (ourExposures !== theirExposures) throw new Error('the two did not do the same work');

const large = JSON.stringify(benchPayload(10_000));
const before = heapMiB();
const start = performance.now();
const compiled = compileGrowthbook(large);
const elapsed = performance.now() - start;
console.log(
  `10,000 flags: ${(large.length / 1e6).toFixed(1)} MB compiled in ${elapsed.toFixed(0)} ms, ${(heapMiB() - before).toFixed(1)} MiB of heap (${compiled.flags.size} flags)`,
);
