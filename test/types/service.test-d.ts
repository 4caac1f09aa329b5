import { describe, expectTypeOf, it } from 'vitest';
import type { Decision, Experiments } from 'nestjs-experimentation';

declare const experiments: Experiments;

describe('the service', () => {
  it('infers types from fallbacks, widened to what a configuration can hold', () => {
    expectTypeOf(experiments.value('size', 20)).toEqualTypeOf<number>();
    expectTypeOf(experiments.value('title', 'Shop')).toEqualTypeOf<string>();
    expectTypeOf(experiments.value('on', false)).toEqualTypeOf<boolean>();
    expectTypeOf(experiments.value('layout', { columns: 3 })).toEqualTypeOf<{ columns: number }>();
    expectTypeOf(experiments.value('unknown')).toBeUnknown();
    expectTypeOf(experiments.peekValue('size', 20)).toEqualTypeOf<number>();
  });

  it('tells a variation from none', () => {
    expectTypeOf(experiments.variation('button')).toEqualTypeOf<string | null>();
    expectTypeOf(experiments.variation('button', 'red')).toEqualTypeOf<string>();
    expectTypeOf(experiments.peekVariation('button', 'red')).toEqualTypeOf<string>();
  });

  it('answers at once: no promise, no observable', () => {
    expectTypeOf(experiments.isOn('flag')).toEqualTypeOf<boolean>();
    expectTypeOf(experiments.decide('flag')).toExtend<Decision>();
    expectTypeOf(experiments.decide('size', { fallback: 20 })).toEqualTypeOf<Decision<number>>();
    expectTypeOf(experiments.require('flag')).toEqualTypeOf<Decision>();
    expectTypeOf(experiments.track('goal', { revenue: 5 })).toBeVoid();
  });

  it('gives back what the work of runAs gives back', () => {
    expectTypeOf(experiments.runAs({ visitorCode: 'a' }, () => 5)).toEqualTypeOf<number>();
    expectTypeOf(experiments.runAs({ visitorCode: 'a' }, () => Promise.resolve('b'))).toEqualTypeOf<
      Promise<string>
    >();
  });

  it('signs variations and values', () => {
    const given = { checkout: 'b', count: 1, price: { value: [9.99] } };
    expectTypeOf(experiments.signOverrides(given, { expiresInMs: 1_000 })).toEqualTypeOf<string>();
    expectTypeOf(experiments.signOverrides(new Map([['checkout', 'b']]))).toEqualTypeOf<string>();
  });

  it('refuses what makes no sense', () => {
    // @ts-expect-error a variation is a key or an index
    experiments.signOverrides({ checkout: true });
    // @ts-expect-error a key is text
    experiments.isOn(5);
    // @ts-expect-error revenue is a number
    experiments.track('goal', { revenue: '5' });
    // @ts-expect-error a visitor has a code
    experiments.runAs({}, () => 5);
  });
});
