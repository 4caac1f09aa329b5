import type { ExecutionContext } from '@nestjs/common';
import { describe, expectTypeOf, it } from 'vitest';
import type { ExperimentationOptions, OverridesOptions, VisitorOptions } from 'nestjs-experimentation';

describe('the option visitor', () => {
  it('has a name that needs no type argument', () => {
    const visitor: VisitorOptions = {
      cookie: { name: 'visitor' },
      resolve: ({ headers }) => headers['x-user']?.toString(),
      fromMessage: (context) => {
        expectTypeOf(context).toEqualTypeOf<ExecutionContext>();
        return context.switchToRpc().getData<{ visitor: string }>().visitor;
      },
    };
    expectTypeOf(visitor).toExtend<NonNullable<ExperimentationOptions['visitor']>>();
    expectTypeOf<NonNullable<ExperimentationOptions['visitor']>>().toEqualTypeOf<VisitorOptions>();
  });

  it('still takes one', () => {
    expectTypeOf<VisitorOptions<ExecutionContext>>().toEqualTypeOf<VisitorOptions>();
  });
});

describe('the option overrides', () => {
  it('has a secret or several, and names', () => {
    const overrides: OverridesOptions = { secrets: ['a', 'b'], parameter: false, cookie: 'c', allow: ['k'] };
    expectTypeOf(overrides).toExtend<NonNullable<ExperimentationOptions['overrides']>>();
    expectTypeOf<{ secret: number }>().not.toExtend<OverridesOptions>();
  });
});
