const OVER = Symbol('over');

/**
 * Waits for something, but not for ever. The timer keeps the process alive meanwhile: somebody is waiting for the outcome, and
 * a process that has nothing else to do would end in the middle of it.
 *
 * @param ms - how long
 * @param otherwise - gives the outcome when time is over
 */
export async function within<T>(ms: number, promise: Promise<T>, otherwise: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<typeof OVER>((resolve) => {
    timer = setTimeout(resolve, ms, OVER);
  });
  try {
    const first = await Promise.race([promise, over]);
    return first === OVER ? otherwise() : first;
  } finally {
    clearTimeout(timer);
  }
}
