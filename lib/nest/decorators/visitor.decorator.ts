import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { jsonMap } from '../../engine/json-map.js';
import type { UnitValue } from '../../engine/subject.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import type { TypedParameterDecorator } from './parameter-type.js';
import type { InstanceChoice } from '../service/instance-choice.js';
import { readScope } from './scope-of-context.js';

/** The visitor as a handler sees them. */
export interface VisitorView {
  /** Who it is: the unit `visitor`. */
  readonly visitorCode: string;
  /** All units by name, `visitor` included. */
  readonly units: ReadonlyMap<string, UnitValue>;
  /** Attributes by name, as known when the handler is called. */
  readonly attributes: ReadonlyMap<string, unknown>;
}

interface VisitorData extends InstanceChoice {
  readonly what: 'code' | 'view';
}

const decorate = createParamDecorator((data: VisitorData, context: ExecutionContext) =>
  readScope(context, data, readVisitor),
);

function readVisitor({ profile }: VisitorScope, { what }: VisitorData): string | VisitorView {
  const { visitorCode, units, attributes } = profile;
  if (what === 'code') return visitorCode;
  // Copied only here: the maps of the profile are made with every request, and are seldom sent.
  return { visitorCode, units: jsonMap(units), attributes: jsonMap(attributes) };
}

/**
 * Gives a parameter the visitor: the visitor code, or with `'view'` also units and attributes.
 *
 * @example
 * ```ts
 * @Get()
 * hello(@Visitor() visitorCode: string) {}
 * ```
 */
export function Visitor(what?: 'code', choice?: InstanceChoice): TypedParameterDecorator<string>;
/** Gives a parameter the visitor code, the units and the attributes of the visitor. */
export function Visitor(what: 'view', choice?: InstanceChoice): TypedParameterDecorator<VisitorView>;
/** Both of the above in one. */
export function Visitor(what: 'code' | 'view' = 'code', choice: InstanceChoice = {}): ParameterDecorator {
  return decorate({ ...choice, what } satisfies VisitorData);
}
