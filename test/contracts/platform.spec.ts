import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { VisitorFacts } from '../../lib/index.js';
import { localFile } from '../../lib/index.js';
import { platformContract } from '../../lib/testing/contracts/platform.contract.js';
import { PLATFORMS } from '../conformance/platforms/all.js';
import { growthbook } from '../conformance/platforms/growthbook.js';
import type { PlatformId } from '../conformance/platforms/platform-case.js';
import { GIVEN_PLATFORMS } from '../support/given-platforms.js';
import { percentages } from '../fixtures/sixth-platform/index.js';
import { SIXTH_CHANGED, SIXTH_DAMAGED, SIXTH_PAYLOAD } from '../fixtures/sixth-platform/sixth-payload.js';
import { tempFolder } from '../support/temp-folder.js';

const runner = { describe, it };

/** What each platform calls the second variation of `half`. */
const SECOND: Readonly<Record<PlatformId, string>> = {
  growthbook: 'b',
  optimizely: 'b',
  absmartly: '1',
  vwo: 'b',
  kameleoon: 'b',
};

function visitor(): Partial<VisitorFacts> {
  const attributes = new Map<string, unknown>([
    ['country', 'FR'],
    ['company', 'acme'],
  ]);
  return { attributes, units: new Map([['company', 'acme']]) };
}

for (const platform of PLATFORMS) {
  const { project, reweighted, damaged, forced, id, name } = platform;
  platformContract(runner, name, () => ({
    platform: GIVEN_PLATFORMS[id](project),
    payload: project,
    // Optimizely's revision is the datafile's own, the others tell contents apart.
    changed: id === 'optimizely' ? { ...(reweighted as object), revision: 'reweighted' } : reweighted,
    damaged: { payload: damaged, flag: 'broken' },
    experiment: { flag: 'half', variation: SECOND[id], forced: forced.forcedVariations },
    visitor,
  }));
}

platformContract(runner, 'localFile', async () => {
  const path = join(await tempFolder(), 'experiments.json');
  await writeFile(path, JSON.stringify(growthbook.project));
  return {
    platform: localFile(path),
    payload: growthbook.project,
    changed: growthbook.reweighted,
    damaged: { payload: growthbook.damaged, flag: 'broken' },
    experiment: { flag: 'half', variation: 'b', forced: growthbook.forced.forcedVariations },
    visitor,
  };
});

platformContract(runner, 'a sixth platform', () => ({
  platform: percentages({ payload: SIXTH_PAYLOAD }),
  payload: SIXTH_PAYLOAD,
  changed: SIXTH_CHANGED,
  damaged: { payload: SIXTH_DAMAGED, flag: 'broken' },
  experiment: { flag: 'button', variation: 'b', forced: { button: 'b' } },
  visitor,
}));
