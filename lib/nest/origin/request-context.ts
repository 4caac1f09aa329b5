import type { ExecutionContext } from '@nestjs/common';

type Host<Name extends keyof ExecutionContext> = ReturnType<Extract<ExecutionContext[Name], () => unknown>>;

/**
 * The context of an HTTP request for functions of the application that are asked where Nest gives no context: in middleware,
 * and when a service decides without a decorator having done so before.
 */
export class RequestContext implements ExecutionContext {
  constructor(
    private readonly request: unknown,
    private readonly response: unknown,
  ) {}

  getType<T extends string>(): T {
    return 'http' as T;
  }

  getArgs<T extends unknown[]>(): T {
    return [this.request, this.response] as unknown as T;
  }

  getArgByIndex<T>(index: number): T {
    return this.getArgs()[index] as T;
  }

  switchToHttp(): Host<'switchToHttp'> {
    return {
      getRequest: <T>() => this.request as T,
      getResponse: <T>() => this.response as T,
      getNext: <T>() => undefined as T,
    };
  }

  switchToRpc(): Host<'switchToRpc'> {
    throw new TypeError('This is an HTTP request, not a message: use switchToHttp().');
  }

  switchToWs(): Host<'switchToWs'> {
    throw new TypeError('This is an HTTP request, not a socket: use switchToHttp().');
  }

  getClass<T>(): T {
    throw unknownHandler();
  }

  getHandler(): never {
    throw unknownHandler();
  }
}

function unknownHandler(): Error {
  return new Error(
    'The first decision of this request was made without a decorator or guard, so the handler is not known. ' +
      'Do not depend on it in the options "attributes" and "units", or decide with a decorator first.',
  );
}
