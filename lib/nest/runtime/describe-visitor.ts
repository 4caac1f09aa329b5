import type { ExecutionContext } from '@nestjs/common';
import type { OptionsFor } from '../../options/experimentation-options.js';
import type { VisitorDescription, VisitorHost, VisitorOrigin } from '../../runtime/scope/host.js';
import { isAsyncFunction, isThenable } from './thenable.js';
import { ContextOrigin } from './visitor-origin.js';

type Description = Pick<OptionsFor<ExecutionContext>, 'attributes' | 'units'>;
type Functions = { readonly [K in keyof Description]-?: NonNullable<Description[K]> | null };

/** Makes one function of the options `attributes` and `units`; null when there is neither. */
export function describer({ attributes, units }: Functions): VisitorHost['describe'] {
  if (attributes === null && units === null) return null;
  return (origin: VisitorOrigin, visitorCode: string) => {
    if (!(origin instanceof ContextOrigin)) return {};
    const { context } = origin;
    const said = attributes?.(context, visitorCode);
    const named = units?.(context, visitorCode);
    if (!isThenable(said) && !isThenable(named)) return { attributes: said, units: named };
    return Promise.all([said, named]).then((both): VisitorDescription => ({
      attributes: both[0],
      units: both[1],
    }));
  };
}

/** Whether one of them is declared `async`, so that it has to be waited for. */
export function describesLater({ attributes, units }: Functions): boolean {
  return isAsyncFunction(attributes) || isAsyncFunction(units);
}
