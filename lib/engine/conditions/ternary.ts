/** The outcome of a condition in three-valued logic: true, false, or null for "cannot be told". */
export type Ternary = boolean | null;

/** A condition, compiled. Pure and total. */
export type TernaryTest<T> = (input: T) => Ternary;

/** True when every test is; false as soon as one is; else unknown. Of no tests: true. */
export function allOf<T>(tests: readonly TernaryTest<T>[]): TernaryTest<T> {
  if (tests.length === 1) return tests[0] as TernaryTest<T>;
  return (input) => {
    let result: Ternary = true;
    for (let i = 0; i < tests.length; i++) {
      const one = (tests[i] as TernaryTest<T>)(input);
      if (one === false) return false;
      if (one === null) result = null;
    }
    return result;
  };
}

/** True as soon as one test is; false when every test is; else unknown. Of no tests: false. */
export function anyOf<T>(tests: readonly TernaryTest<T>[]): TernaryTest<T> {
  if (tests.length === 1) return tests[0] as TernaryTest<T>;
  return (input) => {
    let result: Ternary = false;
    for (let i = 0; i < tests.length; i++) {
      const one = (tests[i] as TernaryTest<T>)(input);
      if (one === true) return true;
      if (one === null) result = null;
    }
    return result;
  };
}

/** The opposite; unknown stays unknown. */
export function negated<T>(test: TernaryTest<T>): TernaryTest<T> {
  return (input) => {
    const one = test(input);
    return one === null ? null : !one;
  };
}

/** Cannot be told of anybody. */
export const unknownTest: TernaryTest<unknown> = () => null;
