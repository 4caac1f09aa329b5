import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** In CI files and tests run in an order of their own each time; `TEST_SEED` gives a printed one again, also outside of it. */
const seed = process.env['TEST_SEED'] ?? (process.env['CI'] ? String(Date.now() % 1_000_000_000) : undefined);
if (seed !== undefined) {
  // Workers read this file as well: they must find the same seed, and say nothing.
  if (process.env['TEST_SEED'] === undefined || process.env['VITEST'] === undefined)
    console.log(`Order of the tests: TEST_SEED=${seed}`);
  process.env['TEST_SEED'] = seed;
}

/**
 * Decorators are compiled as the nearest tsconfig.json says: legacy everywhere, with emitted metadata in test/ and sample/
 * (plain constructor injection), without it in lib/ (as published).
 */
export default defineConfig({
  root: at('..'),
  resolve: {
    alias: [
      { find: /^nestjs-experimentation$/, replacement: at('../lib/index.ts') },
      { find: /^nestjs-experimentation\/engine$/, replacement: at('../lib/engine.ts') },
      { find: /^nestjs-experimentation\/testing$/, replacement: at('../lib/testing/index.ts') },
      // A platform: after the two above, since the first that matches counts.
      { find: /^nestjs-experimentation\/([a-z]+)$/, replacement: `${at('../lib/platforms')}/$1/exports.ts` },
    ],
  },
  test: {
    include: ['test/**/*.spec.ts'],
    exclude: ['**/node_modules/**'],
    typecheck: {
      enabled: true,
      include: ['test/types/**/*.test-d.ts'],
      tsconfig: at('tsconfig.json'),
      // `npm run typecheck` reports those, each with its own file.
      ignoreSourceErrors: true,
    },
    maxWorkers: 2,
    ...(seed !== undefined && { sequence: { shuffle: { files: true, tests: true }, seed: Number(seed) } }),
    testTimeout: 120_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    // CI turns the JSON report into its closing line (.ci/summary.mjs).
    reporters: process.env['CI'] ? ['default', 'json'] : ['default'],
    outputFile: { json: at('../.build/test-results.json') },
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      reporter: ['text', 'html'],
      reportsDirectory: at('../coverage'),
    },
  },
});
