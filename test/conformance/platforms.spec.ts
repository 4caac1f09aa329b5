import { describe, expect, it } from 'vitest';
import { PLATFORMS, SCENARIOS } from './platforms/all.js';

/** All platforms, one suite: the same assertions for equivalent configurations, and no capability passed over. */
describe.each(PLATFORMS)('$name', (platform) => {
  it.each(SCENARIOS)('$title', async (scenario) => {
    expect.hasAssertions();
    const declared = platform.absent[scenario.capability];
    if (declared === undefined) {
      await scenario.present(platform);
      return;
    }
    if (scenario.absent === undefined) throw new Error(`Every platform must show that ${scenario.title}.`);
    await scenario.absent(platform);
    // What is declared absent does not work by chance either: a platform that has come to have it must say so.
    await expect(async () => scenario.present(platform)).rejects.toThrow();
  });
});
