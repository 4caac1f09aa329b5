/** Work that can be interrupted: it yields wherever a pause would do no harm. */
export type Steps<T> = Generator<void, T, void>;

/** Does the work in one go. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Does the work with a pause after every so many steps, so that compiling a large payload does not hold up requests.
 *
 * @param pause - lets others have their turn, for example `setImmediate` as a promise
 * @param stepsPerTurn - how many steps to do between two pauses, at least 1
 */
export async function finishInTurns<T>(
  steps: Steps<T>,
  pause: () => Promise<unknown>,
  stepsPerTurn: number,
): Promise<T> {
  for (let done = 1; ; done++) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (done % stepsPerTurn === 0) await pause();
  }
}

/** Does the same to each of many things, one a step. */
export function* inSteps<T, R>(items: Iterable<T>, work: (item: T) => R): Steps<R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(work(item));
    yield;
  }
  return results;
}
