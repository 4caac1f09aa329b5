import type { HttpServer } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyHooks } from '../http/fastify-hooks.js';
import { admitHook, returnHook, settleInHook } from '../http/fastify-hooks.js';
import type { HeadRules } from '../origin/http-origin.js';
import type { NativeResponse } from '../origin/native-response.js';
import { hookPrototype } from '../origin/response-hook.js';
import type { ModuleRuntime } from '../runtime/module-runtime.js';
import { AnswerHead } from '../http/answer-head.js';
import { OverrideReader } from '../http/override-reader.js';
import { VisitorEntrance } from '../http/visitor-entrance.js';
import { visitorMiddleware } from '../http/visitor-middleware.js';
import type { VisitorRecognition } from '../http/visitor-recognition.js';

/**
 * Mounts what opens visitors' scopes with the application's HTTP framework, for all routes and whatever the global prefix.
 *
 * Nest asks all modules for their middleware before it mounts any, so what is mounted here comes after body parsers and
 * `app.use()` of the main file, and before the middleware of modules, guards and everything else.
 */
export class VisitorMount {
  constructor(
    private readonly runtime: ModuleRuntime,
    private readonly recognition: VisitorRecognition,
    private readonly adapterHost: HttpAdapterHost,
    /** Whether other modules may bring middleware that is to see the visitor. */
    private readonly hasMiddleware: () => boolean,
  ) {}

  /** @throws `RegistrationError` when cookies are to be signed and the application has no secret */
  mount(): void {
    this.recognition.checkSignature();
    const adapter = this.adapterHost.httpAdapter as HttpServer & { getInstance(): unknown };
    if (adapter.getType() === 'fastify') {
      this.#mountOnFastify(adapter, adapter.getInstance() as FastifyHooks);
      return;
    }
    const { response } = adapter.getInstance() as { readonly response?: NativeResponse };
    const isExpress = typeof response?.writeHead === 'function';
    if (isExpress) hookPrototype(response);
    adapter.use(visitorMiddleware(this.#entrance({ inheritsHook: isExpress, keepsEarlierCookies: false })));
  }

  #mountOnFastify(adapter: HttpServer, fastify: FastifyHooks): void {
    const { host } = this.runtime;
    const entrance = this.#entrance({ inheritsHook: false, keepsEarlierCookies: true });
    if (this.hasMiddleware()) {
      adapter.use(visitorMiddleware(entrance));
      fastify.addHook('onRequest', settleInHook(host));
    } else {
      fastify.addHook('onRequest', admitHook(entrance));
    }
    if (host.asyncContext) fastify.addHook('preValidation', returnHook());
  }

  #entrance({ inheritsHook, keepsEarlierCookies }: Framework): VisitorEntrance {
    const { recognition } = this;
    const { host, settings, cookies, tokens } = this.runtime;
    const { facts, cacheControl } = settings.visitor;
    const { cookie } = recognition;
    const newCode: HeadRules['newCode'] = (request) => recognition.newCode(request);
    const { overrides } = settings;
    const reader =
      overrides === null || tokens === null ? null : new OverrideReader(overrides, tokens, host.notices);
    const forget: HeadRules['forget'] | null = reader === null ? null : (origin) => reader.end(origin);
    const headSettings = { cookie, newCode, forget, cacheControl, keepsEarlierCookies };
    const head = new AnswerHead(headSettings, cookies, host.notices);
    return new VisitorEntrance({ host, recognition, reader: facts, head, overrides: reader, inheritsHook });
  }
}

/** What the framework's responses are like. */
interface Framework {
  /** Whether all of them complete their heads by what they inherit. */
  readonly inheritsHook: boolean;
  readonly keepsEarlierCookies: boolean;
}
