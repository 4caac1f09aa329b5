import { noteKey } from '../decorators/decorated-keys.js';
import type { Gate } from './gate.js';
import { ClassGateGuard, MethodGateGuard } from './gate.guards.js';
import { ClassGateInterceptor, MethodGateInterceptor } from './gate.interceptors.js';
import { addGate } from './gate-metadata.js';

const OF_CLASSES = Object.freeze({ guard: ClassGateGuard, interceptor: ClassGateInterceptor });
const OF_METHODS = Object.freeze({ guard: MethodGateGuard, interceptor: MethodGateInterceptor });

/** A class, as a decorator gets it. */
export type DecoratedClass = abstract new (...args: never[]) => unknown;

/** A decorator for controllers and handlers. */
export interface GateDecorator {
  /** On a controller or gateway: a gate for all its handlers. */
  (target: DecoratedClass): void;
  /** On a handler. */
  (target: object, method: string | symbol, descriptor: PropertyDescriptor): void;
}

/** Puts a gate in front of a class. */
export function gateOfClass(gate: Gate, target: DecoratedClass): void {
  noteKey(gate.decorator, gate.key, gate, target);
  addGate(target, gate, OF_CLASSES, (enhance) => enhance(target as never));
}

/** Puts a gate in front of a method. */
export function gateOfMethod(
  gate: Gate,
  target: object,
  method: string | symbol,
  descriptor: PropertyDescriptor,
): void {
  noteKey(gate.decorator, gate.key, gate, target, method);
  addGate(
    descriptor.value as object,
    gate,
    OF_METHODS,
    (enhance) => void enhance(target, method, descriptor),
  );
}

/** A decorator that puts a gate in front of either. */
export function gateDecorator(gate: Gate): GateDecorator {
  return (target: object, method?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (method === undefined || descriptor === undefined) gateOfClass(gate, target as DecoratedClass);
    else gateOfMethod(gate, target, method, descriptor);
  };
}
