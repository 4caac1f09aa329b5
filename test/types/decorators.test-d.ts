import { describe, it } from 'vitest';
import {
  ExperimentationModule,
  FeatureFlag,
  FlagValue,
  growthbook,
  RequireVariant,
  TrackGoal,
  Variant,
  Visitor,
} from 'nestjs-experimentation';

describe('decorators', () => {
  it('fit parameters that can take what they give, and refuse others', () => {
    class Fitting {
      handle(
        @Variant('button', 'red') variation: string,
        @Variant('button') perhaps: string | null,
        @FlagValue('size', 20) size: number,
        @FlagValue('on', false) on: boolean,
        @FeatureFlag('flag') flag: boolean,
        @Visitor() visitor: string,
      ): unknown[] {
        return [variation, perhaps, size, on, flag, visitor];
      }
    }
    class Refused {
      handle(
        // @ts-expect-error the fallback is a number
        @FlagValue('size', 20) size: string,
        // @ts-expect-error a flag is on or off
        @FeatureFlag('flag') flag: string,
      ): unknown[] {
        return [size, flag];
      }
    }
    void [Fitting, Refused];
  });

  it('gate methods and classes', () => {
    @FeatureFlag('beta', { status: 403 })
    class Gated {
      @FeatureFlag('new_checkout', { expose: 'pass' })
      @RequireVariant('button', ['red', 'blue'])
      @TrackGoal('purchase', { revenue: (order: { total: number }) => order.total })
      handle(): { total: number } {
        return { total: 5 };
      }
    }
    // @ts-expect-error exposes always, on passing, or never
    FeatureFlag('beta', { expose: 'sometimes' });
    void Gated;
  });
});

describe('options', () => {
  it('refuse what does not exist', () => {
    // @ts-expect-error a platform is required
    ExperimentationModule.forRoot({});
    // @ts-expect-error misspelt
    ExperimentationModule.forRoot({ platform: growthbook({ clientKey: 'a' }), refreshEvery: 5 });
  });
});
