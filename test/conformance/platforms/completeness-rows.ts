import { yes, type Row } from './table.js';

const SHOP = 'test/e2e/shop.spec.ts';

/** The proofs that a platform is complete. */
export const COMPLETENESS_ROWS: readonly Row[] = [
  {
    capability: "the sample shop's code, unchanged",
    from: 'module',
    cells: {
      growthbook: yes(SHOP, 'shows every visitor the products and badges that the official SDK gives them'),
      optimizely: yes(
        'test/e2e/shop-optimizely.spec.ts',
        'shows everybody as many products as the official SDK says',
      ),
      absmartly: yes(
        'test/e2e/shop-absmartly.spec.ts',
        'shows everybody as many products as their variant says, and reports that once',
      ),
      vwo: yes(
        'test/e2e/shop-vwo.spec.ts',
        'shows everybody as many products as the official SDK says, and reports that once',
      ),
      kameleoon: yes(
        'test/e2e/shop-kameleoon.spec.ts',
        'shows everybody as many products as their variation says, and reports that once',
      ),
    },
  },
  {
    capability: 'a page on moving here from the official SDK, method by method',
    from: 'module',
    cells: {
      growthbook: yes('docs/platforms/growthbook.md'),
      optimizely: yes('docs/platforms/optimizely.md'),
      absmartly: yes('docs/platforms/absmartly.md'),
      vwo: yes('docs/platforms/vwo.md'),
      kameleoon: yes('docs/platforms/kameleoon.md'),
    },
  },
];

/** The proof by generated cases beside the official SDKs. */
export const PROOF_ROWS: readonly Row[] = [
  {
    capability: 'thousands of generated decisions equal to the official SDK',
    from: 'module',
    cells: {
      growthbook: yes('test/conformance/growthbook/differential.spec.ts'),
      optimizely: yes('test/conformance/optimizely/differential.ts'),
      absmartly: yes('test/conformance/absmartly/differential.spec.ts'),
      vwo: yes('test/conformance/vwo/differential.ts'),
      kameleoon: yes('test/conformance/kameleoon/differential.ts'),
    },
  },
];
