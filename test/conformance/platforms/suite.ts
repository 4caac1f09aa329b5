import { describe, expect, it } from 'vitest';
import { SCENARIOS } from './all.js';
import type { PlatformCase } from './platform-case.js';

/** One suite for all platforms: the same assertions for equivalent configurations, and no capability passed over. */
export function platformSuite(platform: PlatformCase): void {
  describe(`${platform.name}`, () => {
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
}
