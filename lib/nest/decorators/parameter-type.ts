/** The type of the parameter that a decorator stands at; `unknown` where the compiler does not tell. */
type ParameterAt<Target, Method, Index extends number> = Method extends keyof Target
  ? Target[Method] extends (...parameters: infer Parameters) => unknown
    ? Parameters[Index]
    : unknown
  : unknown;

/**
 * Whether a parameter can take what a decorator gives: all of it, or (as with a union of literals) a part of it. Being there
 * or not is left aside: a parameter may be optional, and a decorator without a fallback may give null.
 */
type Takes<Parameter, Given> = [NonNullable<Given>] extends [Parameter]
  ? true
  : [NonNullable<Parameter>] extends [Given]
    ? true
    : false;

/** What the compiler shows where a parameter cannot take what its decorator gives. */
export interface ParameterCannotTake<Given> {
  /** The type that the parameter would have to take. */
  readonly 'the decorator of this parameter gives': Given;
}

/** A decorator that gives a parameter a value of this type. The compiler refuses parameters of other types. */
export type TypedParameterDecorator<Given> = <
  Target extends object,
  Method extends string | symbol | undefined,
  Index extends number,
>(
  target: Takes<ParameterAt<Target, Method, Index>, Given> extends true ? Target : ParameterCannotTake<Given>,
  method: Method,
  index: Index,
) => void;
