/** The two functions of a test runner that a contract needs: vitest, jest, mocha and `node:test` have them. */
export interface ContractRunner {
  /** Groups tests. */
  readonly describe: (name: string, define: () => void) => unknown;
  /** Defines one test. */
  readonly it: (name: string, test: () => Promise<void>) => unknown;
}

/** A fixture that is thrown away after one test. */
export interface Disposable {
  /** Lets go of whatever the fixture holds. */
  close?(): Promise<void> | void;
}

/** Makes a test of a function that works on a fixture of its own. */
export function withFixture<F extends Disposable>(
  setUp: () => Promise<F> | F,
  test: (fixture: F) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const fixture = await setUp();
    try {
      await test(fixture);
    } finally {
      await fixture.close?.();
    }
  };
}
