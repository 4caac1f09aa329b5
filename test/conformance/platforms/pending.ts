/** A capability that is on its way: its cell says `no` until its line here says otherwise. */
interface Pending {
  readonly landed: boolean;
  /** The test that will show it. */
  readonly file: string;
}

/**
 * What is not in this tree yet. Whoever adds one of these files turns `landed` in its line, and writes docs/platforms.md anew
 * (`npx vitest run --config test/vitest.config.ts test/conformance/platforms-table.spec.ts -u`).
 */
export const PENDING = {
  // The shop's line also turns the cells of everything that the module does alike for every platform.
  vwoShop: { landed: true, file: 'test/e2e/shop-vwo.spec.ts' },
  vwoWire: { landed: true, file: 'test/conformance/vwo/wire.spec.ts' },
  vwoSource: { landed: true, file: 'test/unit/platforms/vwo/wire/vwo.source.spec.ts' },
  vwoPlatform: { landed: true, file: 'test/unit/platforms/vwo/vwo-platform.spec.ts' },
  vwoGateway: { landed: true, file: 'test/unit/platforms/vwo/visitor/visitor-lookup.spec.ts' },
  vwoEvents: { landed: true, file: 'test/unit/platforms/vwo/wire/vwo.sink.spec.ts' },
  vwoIntegrations: { landed: true, file: 'test/unit/platforms/vwo/wire/integrations.sink.spec.ts' },
  vwoPage: { landed: true, file: 'docs/platforms/vwo.md' },
  kameleoonShop: { landed: true, file: 'test/e2e/shop-kameleoon.spec.ts' },
  kameleoonWire: { landed: true, file: 'test/conformance/kameleoon/wire.spec.ts' },
  kameleoonSource: { landed: true, file: 'test/unit/platforms/kameleoon/wire/kameleoon.source.spec.ts' },
  kameleoonOptions: { landed: true, file: 'test/unit/platforms/kameleoon/setup/options-file.spec.ts' },
  kameleoonToken: { landed: true, file: 'test/unit/platforms/kameleoon/setup/access-token.spec.ts' },
  kameleoonVisitors: { landed: true, file: 'test/e2e/kameleoon-visitors.spec.ts' },
  kameleoonData: { landed: true, file: 'test/e2e/kameleoon-data-api.spec.ts' },
  kameleoonPage: { landed: true, file: 'docs/platforms/kameleoon.md' },
  optimizelySegments: { landed: true, file: 'test/conformance/optimizely/odp-segments.spec.ts' },
  optimizelyPredictions: { landed: true, file: 'test/conformance/optimizely/cmab.spec.ts' },
  optimizelyDecide: { landed: true, file: 'test/e2e/optimizely-decide.spec.ts' },
} satisfies Readonly<Record<string, Pending>>;

export type PendingName = keyof typeof PENDING;
