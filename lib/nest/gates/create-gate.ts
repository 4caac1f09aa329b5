import type { ExecutionContext } from '@nestjs/common';
import { HttpException, NotFoundException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { OPTION_DEFAULTS } from '../../options/option-defaults.js';
import { checkedKey } from '../decorators/checked-key.js';
import type { Gate, GateOptions } from './gate.js';

/** Makes a gate of what a decorator was given. Throws a `TypeError` when that makes no sense. */
export function createGate(
  decorator: string,
  key: string,
  options: GateOptions,
  admits: Gate['admits'],
): Gate {
  const given = ['status', 'exception', 'fallback'].filter((name) => Object.hasOwn(options, name));
  if (given.length > 1) {
    throw new TypeError(
      `@${decorator}('${key}') expects one of status, exception and fallback, received ${given.join(' and ')}.`,
    );
  }
  return Object.freeze({
    decorator,
    key: checkedKey(decorator, key),
    instance: options.instance ?? OPTION_DEFAULTS.name,
    admits,
    negate: options.negate ?? false,
    expose: options.expose,
    undecided: checkedUndecided(decorator, key, options.undecided),
    denial: denialOf(decorator, key, options),
  });
}

function checkedUndecided(decorator: string, key: string, undecided: Gate['undecided']): Gate['undecided'] {
  if (undecided === undefined || UNDECIDED.includes(undecided)) return undecided;
  throw new TypeError(
    `@${decorator}('${key}') expects undecided to be 'closed', 'open' or 'error', received ${String(undecided)}.`,
  );
}

const UNDECIDED: readonly unknown[] = ['closed', 'open', 'error'];

function denialOf(decorator: string, key: string, options: GateOptions): Gate['denial'] {
  const { status, exception, fallback } = options;
  if (Object.hasOwn(options, 'fallback')) {
    return {
      kind: 'fallback',
      create: (context) => (typeof fallback === 'function' ? fallback(context) : fallback),
    };
  }
  if (exception !== undefined) return { kind: 'error', create: (context) => exception(key, context) };
  if (status === undefined) return { kind: 'error', create: notFound };
  const reason =
    Number.isInteger(status) && status >= 400 && status <= 599 ? STATUS_CODES[status] : undefined;
  if (reason === undefined) {
    throw new TypeError(
      `@${decorator}('${key}') expects status to be an HTTP status from 400 to 599, received ${status}.`,
    );
  }
  return { kind: 'error', create: () => new HttpException(reason, status) };
}

/** What Nest answers for a route that does not exist, so that nobody can tell; null where there are no routes. */
function notFound(context: ExecutionContext): Error | null {
  if (context.getType<string>() !== 'http') return null;
  const { method, originalUrl, url } = context.switchToHttp().getRequest<RouteRequest>();
  return new NotFoundException(`Cannot ${method} ${originalUrl ?? url}`);
}

interface RouteRequest {
  readonly method: string;
  readonly originalUrl?: string;
  readonly url: string;
}
