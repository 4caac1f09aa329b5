import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Experiments } from 'nestjs-experimentation';
import { layout } from './layout.view.js';
import { localPath } from './local-path.js';
import { errorView } from './shop.view.js';

interface FailedRequest {
  readonly url: string;
  readonly headers: { readonly accept?: string };
}

/** Errors look like the shop in a browser, and like Nest's own to everything else. */
@Catch()
export class ErrorPageFilter implements ExceptionFilter {
  private readonly logger = new Logger('Shop');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly experiments: Experiments,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url, headers } = http.getRequest<FailedRequest>();
    const response = http.getResponse<object>();
    const { httpAdapter } = this.adapterHost;
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status >= 500) this.logger.error(error);
    if (httpAdapter.isHeadersSent(response)) return httpAdapter.end(response);
    if (headers.accept?.includes('text/html') !== true) {
      httpAdapter.reply(response, answerOf(error, status), status);
      return;
    }
    httpAdapter.setHeader(response, 'content-type', 'text/html; charset=utf-8');
    httpAdapter.setHeader(response, 'cache-control', 'no-store');
    httpAdapter.reply(response, this.page(status, url), status);
  }

  private page(status: number, url: string): string {
    const visitorCode = this.experiments.hasVisitor ? this.experiments.visitorCode : undefined;
    const [headline, text] =
      status === 404
        ? [
            'Nothing here for you',
            'Some doors of this shop open only for some visitors. Try somebody else, at the top right.',
          ]
        : ['That did not work', 'It is not your fault. What happened is in the log of the shop.'];
    const path = localPath(url.split('?', 1)[0]);
    return layout({ title: headline, path, visitorCode, content: errorView(status, headline, text) });
  }
}

function answerOf(error: unknown, status: number): unknown {
  return error instanceof HttpException
    ? error.getResponse()
    : { statusCode: status, message: 'Internal server error' };
}
