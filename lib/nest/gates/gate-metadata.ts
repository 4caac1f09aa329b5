import { UseGuards, UseInterceptors } from '@nestjs/common';
import type { CanActivate, NestInterceptor, Type } from '@nestjs/common';
import type { Gate } from './gate.js';

const GATES = 'nestjs-experimentation:gates';

/** What reads gates: of classes or of methods. */
export interface GateReaders {
  readonly guard: Type<CanActivate>;
  readonly interceptor: Type<NestInterceptor>;
}

/** The gates of a class (those of the classes it extends included) or of a method that turn away in this way. */
export function gatesOf(target: object, kind: Gate['denial']['kind']): readonly Gate[] {
  const known = KNOWN[kind].get(target);
  if (known !== undefined) return known;
  const gates = allGatesOf(target).filter(({ denial }) => denial.kind === kind);
  KNOWN[kind].set(target, gates);
  return gates;
}

/** Looked up once a target: decorators have run when the first request comes, and metadata is slow to read. */
const KNOWN: Readonly<Record<Gate['denial']['kind'], WeakMap<object, readonly Gate[]>>> = {
  error: new WeakMap(),
  fallback: new WeakMap(),
};

function allGatesOf(target: object): readonly Gate[] {
  return (Reflect.getMetadata(GATES, target) as readonly Gate[] | undefined) ?? [];
}

/** Adds a gate to a class or method, and what reads it if it is the first of its kind there. */
export function addGate(
  target: object,
  gate: Gate,
  readers: GateReaders,
  enhance: (decorator: MethodDecorator & ClassDecorator) => void,
): void {
  // Decorators run from the bottom up; gates are asked from the top down.
  const before = allGatesOf(target);
  const first = !before.some(({ denial }) => denial.kind === gate.denial.kind);
  Reflect.defineMetadata(GATES, [gate, ...before], target);
  if (!first) return;
  enhance(gate.denial.kind === 'error' ? UseGuards(readers.guard) : UseInterceptors(readers.interceptor));
}
