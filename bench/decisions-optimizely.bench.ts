/** Decisions per second against the official Optimizely SDK: same datafile, same visitors, exposures produced by both. */
import {
  createForwardingEventProcessor,
  createInstance,
  createStaticProjectConfigManager,
} from '@optimizely/optimizely-sdk';
import { compileOptimizely, createSubject, evaluate } from 'nestjs-experimentation/engine';
import { compare, heapMiB } from './support/measure.js';
import { makeDatafile, makeVisitors } from './support/optimizely-datafile.js';

const datafile = JSON.stringify(makeDatafile(100, 141, 32));
const visitors = makeVisitors(100);

const program = compileOptimizely(datafile);
const keys = [...program.flags.keys()];
let ourExposures = 0;

let theirExposures = 0;
const client = createInstance({
  projectConfigManager: createStaticProjectConfigManager({ datafile }),
  eventProcessor: createForwardingEventProcessor({
    dispatchEvent: async () => {
      theirExposures += 1;
      return {};
    },
  }),
});

const operations = keys.length * visitors.length;

compare(
  'decisions: 100 flags, 141 experiments, 32 typed audiences, 100 visitors',
  [
    {
      name: 'nestjs-experimentation',
      operations,
      run() {
        for (const { id, attributes } of visitors) {
          const subject = createSubject({ units: { visitor: id }, attributes });
          for (const key of keys) ourExposures += evaluate(program, key, subject).exposures.length;
        }
      },
    },
    {
      name: '@optimizely/optimizely-sdk',
      operations,
      run() {
        for (const { id, attributes } of visitors) {
          const user = client.createUserContext(id, attributes);
          for (const key of keys) user.decide(key);
        }
      },
    },
  ],
  10,
);
if (ourExposures === 0 || theirExposures === 0) throw new Error('no exposures: the comparison is void');

const large = JSON.stringify(makeDatafile(10_000, 14_100, 500));
const before = heapMiB();
const start = performance.now();
const compiled = compileOptimizely(large);
const elapsed = performance.now() - start;
console.log(
  `10,000 flags: ${(large.length / 1e6).toFixed(1)} MB compiled in ${elapsed.toFixed(0)} ms, ${(heapMiB() - before).toFixed(1)} MiB of heap (${compiled.flags.size} flags)`,
);
