import type { Assignment, ExperimentationActivity, Experiments } from 'nestjs-experimentation';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { conversionRate } from '../../sample/01-shop/lab/conversion-rate.js';
import { Scoreboard } from '../../sample/01-shop/lab/scoreboard.js';

function scoreboard(): { board: Scoreboard; say: (activity: object) => void } {
  const events$ = new Subject<ExperimentationActivity>();
  const board = new Scoreboard({ events$ } as unknown as Experiments);
  board.onModuleInit();
  return { board, say: (activity) => events$.next(activity as ExperimentationActivity) };
}

function exposure(visitorCode: string, experiment: string, variation: string): object {
  const assignment: Partial<Assignment> = {
    experiment: { key: experiment, id: null, name: null, kind: 'experiment', definition: null },
    variation: { index: 0, key: variation, id: null, name: null, value: null },
  };
  return { type: 'exposure', event: { visitor: { visitorCode }, exposure: assignment } };
}

function purchase(visitorCode: string, revenue: number): object {
  return { type: 'goal', event: { visitor: { visitorCode }, goal: 'purchase', revenue } };
}

describe('the scoreboard of the sample shop', () => {
  it('counts a visitor once per variation, and every euro', () => {
    const { board, say } = scoreboard();
    say(purchase('early', 1));
    say(exposure('anna', 'e', 'a'));
    say(exposure('anna', 'e', 'a'));
    say(exposure('early', 'e', 'a'));
    say(purchase('anna', 10));
    say(purchase('anna', 5));
    expect(board.experiments.get('e')?.variations.get('a')).toMatchObject({
      exposures: 2,
      conversions: 1,
      revenue: 15,
    });
  });

  it('remembers a bounded number of visitors, those who came last', () => {
    const { board, say } = scoreboard();
    for (let i = 0; i <= 10_000; i++) say(exposure(`v${i}`, 'e', 'a'));
    say(purchase('v0', 100));
    say(purchase('v10000', 7));
    expect(board.experiments.get('e')?.variations.get('a')).toMatchObject({
      exposures: 10_001,
      conversions: 1,
      revenue: 7,
    });
  });

  it('keeps a bounded number of scores and lines', () => {
    const { board, say } = scoreboard();
    for (let i = 0; i < 300; i++) say(exposure('anna', `e${i % 30}`, `a${i}`));
    const scores = [...board.experiments.values()].reduce((sum, { variations }) => sum + variations.size, 0);
    expect(scores).toBe(200);
    expect(board.feed).toHaveLength(12);
  });
});

describe('a conversion rate', () => {
  // Computed by hand from Wilson's formula with z = 1.96.
  it.each([
    [10, 100, 10, 5.52, 17.44],
    [0, 10, 0, 0, 27.75],
    [10, 10, 100, 72.25, 100],
    [0, 0, 0, 0, 100],
  ])('%i of %i', (conversions, exposures, at, low, high) => {
    const rate = conversionRate(conversions, exposures);
    expect(rate.at).toBeCloseTo(at, 6);
    expect(rate.low).toBeCloseTo(low, 1);
    expect(rate.high).toBeCloseTo(high, 1);
  });
});
