import { OPTION_DEFAULTS } from '../../options/option-defaults.js';
import type { InstanceChoice } from '../service/instance-choice.js';

const KEYS = Symbol('nestjs-experimentation:keys');

/** A key that a decorator was given, and where. */
export interface DecoratedKey {
  readonly key: string;
  /** Name of the module instance that is asked. */
  readonly instance: string;
  /** Such as `@Variant on ProductsController.list`. */
  readonly place: string;
}

type Holder = object & { [KEYS]?: DecoratedKey[] };

/** Remembers, with its class, a key that a decorator was given. */
export function noteKey(
  decorator: string,
  key: string,
  { instance }: InstanceChoice,
  target: object,
  method?: string | symbol,
): void {
  const holder = (typeof target === 'function' ? target : target.constructor) as Holder & { name: string };
  const place = `@${decorator} on ${holder.name}${method === undefined ? '' : `.${String(method)}`}`;
  if (!Object.hasOwn(holder, KEYS)) Object.defineProperty(holder, KEYS, { value: [] });
  holder[KEYS]?.push({ key, instance: instance ?? OPTION_DEFAULTS.name, place });
}

/** The keys of all decorators of a class and of those that it extends. */
export function decoratedKeys(type: object): readonly DecoratedKey[] {
  const keys: DecoratedKey[] = [];
  for (
    let holder: Holder | null = type;
    holder !== null;
    holder = Object.getPrototypeOf(holder) as Holder | null
  )
    if (Object.hasOwn(holder, KEYS)) keys.push(...(holder[KEYS] ?? []));
  return keys;
}

/** A decorator of a parameter that remembers its key. */
export function keyedParameter<Decorator extends ParameterDecorator>(
  decorator: string,
  key: string,
  choice: InstanceChoice,
  apply: Decorator,
): Decorator {
  const keyed: ParameterDecorator = (target, method, index) => {
    noteKey(decorator, key, choice, target, method);
    apply(target, method, index);
  };
  return keyed as Decorator;
}
