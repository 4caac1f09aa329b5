import { afterAll, beforeAll } from 'vitest';
import { Oracle, tolerateStrayRejections } from './oracle.js';

/** Starts the official SDK for the tests of a block, and bears with the promises that it leaves to themselves. */
export function withOracle(take: (oracle: Oracle) => void): void {
  let restore: () => Promise<void>;

  beforeAll(async () => {
    restore = tolerateStrayRejections();
    take(await Oracle.start());
  });

  afterAll(() => restore());
}
