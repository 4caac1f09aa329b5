import { describe, expectTypeOf, it } from 'vitest';
import { FeatureFlag, FlagValue, Variant, Visitor } from '../../lib/index.js';
import type { Decision, Experiments, VisitorView } from '../../lib/index.js';

declare const experiments: Experiments;

describe('answers', () => {
  it('have the type of the fallback', () => {
    expectTypeOf(experiments.value('k', 20)).toEqualTypeOf<number>();
    expectTypeOf(experiments.value('k', 'x')).toEqualTypeOf<string>();
    expectTypeOf(experiments.value('k', true)).toEqualTypeOf<boolean>();
    expectTypeOf(experiments.value('k', { size: 1 })).toEqualTypeOf<{ size: number }>();
    expectTypeOf(experiments.value('k', ['a'])).toEqualTypeOf<string[]>();
    expectTypeOf(experiments.value('k', null)).toEqualTypeOf<unknown>();
    expectTypeOf(experiments.value('k')).toEqualTypeOf<unknown>();
    expectTypeOf(experiments.peekValue('k', 20)).toEqualTypeOf<number>();
    expectTypeOf(experiments.value<number>('k', 20)).toEqualTypeOf<number>();
  });

  it('are null without a fallback', () => {
    expectTypeOf(experiments.variation('k')).toEqualTypeOf<string | null>();
    expectTypeOf(experiments.variation('k', 'x')).toEqualTypeOf<string>();
    expectTypeOf(experiments.peekVariation('k')).toEqualTypeOf<string | null>();
    expectTypeOf(experiments.isOn('k')).toEqualTypeOf<boolean>();
  });

  it('are whole decisions where they are asked for', () => {
    expectTypeOf(experiments.decide('k')).toEqualTypeOf<Decision<unknown>>();
    expectTypeOf(experiments.decide('k', { fallback: 1 })).toEqualTypeOf<Decision<number>>();
    expectTypeOf(experiments.run<string>({})).toEqualTypeOf<Decision<string>>();
  });

  it('pass through runAs', () => {
    expectTypeOf(experiments.runAs({ visitorCode: 'x' }, () => 1)).toEqualTypeOf<number>();
    expectTypeOf(experiments.runAs({ visitorCode: 'x' }, async () => 1)).toEqualTypeOf<Promise<number>>();
  });
});

describe('parameters', () => {
  it('take what their decorator gives, and the compiler refuses others', () => {
    class Controller {
      right(
        @FlagValue('k', 20) _number: number,
        @FlagValue('k', 'x') _text: string,
        @FlagValue('k', 'x') _literal: 'a' | 'b',
        @FlagValue('k', { size: 1 }) _object: { size: number },
        @FlagValue('k', 1) _optional?: number,
        @FlagValue('k', 1) _anything?: unknown,
        @Variant('k') _variation?: string | null,
        @Variant('k') _loose?: string,
        @Variant('k', 'control') _named?: 'control' | 'treatment',
        @FeatureFlag('k') _on?: boolean,
        @Visitor() _code?: string,
        @Visitor('view') _view?: VisitorView,
      ): void {}

      // @ts-expect-error a number is no text
      wrongValue(@FlagValue('k', 20) _text: string): void {}

      // @ts-expect-error a key of a variation is no number
      wrongVariation(@Variant('k') _variation: number): void {}

      // @ts-expect-error a switch is no text
      wrongFlag(@FeatureFlag('k') _on: string): void {}

      // @ts-expect-error the visitor code is no view
      wrongVisitor(@Visitor() _view: VisitorView): void {}

      private hidden(@FlagValue('k', 20) _number: number): void {}

      use(): void {
        this.hidden(1);
      }
    }
    expectTypeOf(Controller).toBeConstructibleWith();
  });

  it('may stand beside gates on methods and classes', () => {
    @FeatureFlag('k')
    class Controller {
      @FeatureFlag('k', { status: 403 })
      method(@FeatureFlag('k') _on: boolean): void {}
    }
    expectTypeOf(Controller).toBeConstructibleWith();
  });
});
