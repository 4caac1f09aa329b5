import { describe, expect, it } from 'vitest';
import { SingleFlight } from '../../../../lib/runtime/shared/single-flight.js';

function controlled() {
  const ends: ((value: number) => void)[] = [];
  let running = 0;
  const flight = new SingleFlight(async () => {
    running += 1;
    expect(running).toBe(1);
    const value = await new Promise<number>((resolve) => ends.push(resolve));
    running -= 1;
    return value;
  });
  return { flight, ends };
}

/** Lets everything that is ready happen. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('SingleFlight', () => {
  it('lets callers share one run', async () => {
    const { flight, ends } = controlled();
    const calls = [flight.join(), flight.join(), flight.join()];
    expect(ends).toHaveLength(1);
    ends[0]?.(7);
    expect(await Promise.all(calls)).toEqual([7, 7, 7]);
  });

  it('runs anew once the run is over', async () => {
    const { flight, ends } = controlled();
    const first = flight.join();
    ends[0]?.(1);
    expect(await first).toBe(1);
    const second = flight.join();
    ends[1]?.(2);
    expect(await second).toBe(2);
  });

  it('runs exactly once more for all who need a run that begins later', async () => {
    const { flight, ends } = controlled();
    const first = flight.join();
    const later = [flight.again(), flight.again(), flight.again()];
    await settle();
    expect(ends).toHaveLength(1);
    ends[0]?.(1);
    expect(await first).toBe(1);
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.(2);
    expect(await Promise.all(later)).toEqual([2, 2, 2]);
    await settle();
    expect(ends).toHaveLength(2);
  });

  it('does not run twice when somebody begins a run between the end of one and the next', async () => {
    const { flight, ends } = controlled();
    const first = flight.join();
    const joined = first.then(() => flight.join());
    const later = flight.again();
    ends[0]?.(1);
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.(2);
    expect(await Promise.all([joined, later])).toEqual([2, 2]);
  });

  it('passes failures on to all, and is free again afterwards', async () => {
    let attempts = 0;
    const flight = new SingleFlight((): Promise<number> => {
      attempts += 1;
      if (attempts === 1) throw new Error('no');
      return Promise.resolve(attempts);
    });
    await expect(flight.join()).rejects.toThrow('no');
    expect(await flight.join()).toBe(2);
  });

  it('runs the later run although the earlier one fails', async () => {
    let attempts = 0;
    const flight = new SingleFlight(async () => {
      await settle();
      attempts += 1;
      if (attempts === 1) throw new Error('no');
      return attempts;
    });
    const first = flight.join();
    const later = flight.again();
    await expect(first).rejects.toThrow('no');
    expect(await later).toBe(2);
  });

  it('is idle when nothing runs or waits', async () => {
    const { flight, ends } = controlled();
    await flight.idle();
    void flight.join();
    void flight.again();
    let idle = false;
    const waiting = flight.idle().then(() => (idle = true));
    ends[0]?.(1);
    await settle();
    expect(idle).toBe(false);
    ends[1]?.(2);
    await waiting;
  });
});
