import type { ArgumentsHost, ExceptionFilter, MessageEvent } from '@nestjs/common';
import {
  Catch,
  Controller,
  Get,
  Head,
  Header,
  HttpCode,
  HttpException,
  Inject,
  NotFoundException,
  Options,
  Redirect,
  Req,
  Res,
  Sse,
  StreamableFile,
  UseFilters,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { getIronSession } from 'iron-session';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Observable } from 'rxjs';
import { of } from 'rxjs';
import { FeatureFlag, Variant, Visitor } from '../../../lib/index.js';
import type { Reply } from './native.js';
import { nativeRequest, nativeResponse, takeOver } from './native.js';

/** Shared by all requests, as a constant of an application is. */
const HEADERS = { 'Set-Cookie': 'basket=full', 'Content-Type': 'text/plain' };
const LIST = ['Content-Type', 'text/plain', 'Set-Cookie', 'basket=full', 'Set-Cookie', 'offer=none'];

class ClosedError extends Error {}

@Catch(ClosedError)
class ClosedFilter implements ExceptionFilter {
  catch(_: ClosedError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    reply.header('set-cookie', 'basket=full');
    reply.status(409).send('closed');
  }
}

/** Every way in which a handler may answer, most of them with a cookie of its own. */
@Controller('cases')
export class CookieCasesController {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  @Get('plain')
  plain(@Visitor() visitor: string): string {
    return visitor;
  }

  @Get('cookie')
  cookie(@Res({ passthrough: true }) reply: Reply): string {
    if (reply.cookie === undefined) reply.header('set-cookie', 'basket=full');
    else reply.cookie('basket', 'full');
    return 'done';
  }

  @Get('adapter-cookie')
  adapterCookie(@Res({ passthrough: true }) reply: Reply): string {
    this.adapterHost.httpAdapter.setCookie(reply, 'basket', 'full');
    return 'done';
  }

  @Get('header')
  header(@Res({ passthrough: true }) reply: Reply): string {
    reply.header('Set-Cookie', ['basket=full', 'offer=none']);
    return 'done';
  }

  @Get('set-header')
  setHeader(@Res() reply: Reply): void {
    const raw = takeOver(reply);
    raw.setHeader('Set-Cookie', 'basket=full');
    raw.end('done');
  }

  @Get('raw-set-header')
  rawSetHeader(@Res({ passthrough: true }) reply: Reply): string {
    nativeResponse(reply).setHeader('Set-Cookie', 'basket=full');
    return 'done';
  }

  @Get('raw-and-reply')
  rawAndReply(@Res({ passthrough: true }) reply: Reply): string {
    nativeResponse(reply).appendHeader('Set-Cookie', 'offer=none');
    if (reply.cookie === undefined) reply.header('set-cookie', 'basket=full');
    else reply.cookie('basket', 'full');
    return 'done';
  }

  @Get('write-head')
  writeHead(@Res() reply: Reply): void {
    takeOver(reply).writeHead(200, HEADERS).end('done');
  }

  @Get('write-head-message')
  writeHeadMessage(@Res() reply: Reply): void {
    takeOver(reply).writeHead(200, 'Fine', HEADERS).end('done');
  }

  @Get('write-head-list')
  writeHeadList(@Res() reply: Reply): void {
    takeOver(reply).writeHead(200, LIST).end('done');
  }

  @Get('write-head-bare')
  writeHeadBare(@Res() reply: Reply): void {
    takeOver(reply).writeHead(200).end('done');
  }

  @Get('write-head-wrong')
  writeHeadWrong(@Res() reply: Reply): void {
    const raw = takeOver(reply);
    try {
      raw.writeHead(9_999, HEADERS);
    } catch {
      raw.writeHead(500, HEADERS).end('sorry');
    }
  }

  @Get('flush')
  async flush(@Res() reply: Reply): Promise<void> {
    const raw = takeOver(reply);
    raw.setHeader('Set-Cookie', 'basket=full');
    raw.flushHeaders();
    await sleep(5);
    raw.end('done');
  }

  @Get('pieces')
  async pieces(@Res() reply: Reply): Promise<void> {
    const raw = takeOver(reply);
    raw.setHeader('Set-Cookie', 'basket=full');
    raw.write('do');
    await sleep(5);
    raw.end('ne');
  }

  @Get('early-hints')
  earlyHints(@Res() reply: Reply): void {
    const raw = takeOver(reply);
    raw.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    raw.setHeader('Set-Cookie', 'basket=full');
    raw.end('done');
  }

  @Get('stream')
  stream(@Res({ passthrough: true }) reply: Reply): StreamableFile {
    reply.header('Set-Cookie', 'basket=full');
    return new StreamableFile(Readable.from(['do', 'ne']));
  }

  @Get('generator')
  async *generator(@Res({ passthrough: true }) reply: Reply): AsyncGenerator<string> {
    reply.header('Set-Cookie', 'basket=full');
    yield 'do';
    await sleep(5);
    yield 'ne';
  }

  @Sse('sse')
  sse(@Res({ passthrough: true }) reply: Reply): Observable<MessageEvent> {
    reply.header('Set-Cookie', 'basket=full');
    return of({ data: 'done' });
  }

  @Get('web-response')
  webResponse(): Response {
    const response = new Response('done');
    response.headers.append('Set-Cookie', 'basket=full');
    response.headers.append('Set-Cookie', 'offer=none');
    return response;
  }

  @Get('redirect')
  @Header('Set-Cookie', 'basket=full')
  @Redirect('/elsewhere', 302)
  redirect(): void {}

  @Get('gate')
  @FeatureFlag('always_off')
  gate(): string {
    return 'in';
  }

  @Get('filter')
  @UseFilters(ClosedFilter)
  filter(): string {
    throw new ClosedError();
  }

  @Get('teapot')
  teapot(): string {
    throw new HttpException('short and stout', 418);
  }

  @Get('broken')
  broken(): string {
    throw new TypeError('not a status');
  }

  @Get('missing')
  missing(): string {
    throw new NotFoundException();
  }

  @Get('not-modified')
  @HttpCode(304)
  notModified(@Res({ passthrough: true }) reply: Reply): void {
    reply.header('Set-Cookie', 'basket=full');
  }

  @Head('head')
  head(@Res({ passthrough: true }) reply: Reply): void {
    reply.header('Set-Cookie', 'basket=full');
  }

  @Options('options')
  options(@Res({ passthrough: true }) reply: Reply): void {
    reply.header('Set-Cookie', 'basket=full');
  }

  @Get('public')
  @Header('Cache-Control', 'max-age=60, public')
  public(@Res({ passthrough: true }) reply: Reply): string {
    reply.header('Set-Cookie', 'basket=full');
    return 'the same for all';
  }

  @Get('s-maxage')
  sMaxAge(@Res() reply: Reply): void {
    takeOver(reply)
      .writeHead(200, { ...HEADERS, 'cache-control': 's-maxage=60' })
      .end('the same for all');
  }

  @Get('public-decided')
  @Header('Cache-Control', 'public, max-age=60')
  publicDecided(@Variant('recommended_products') variation: string): string {
    return variation;
  }

  @Get('plugin-cookie')
  pluginCookie(@Res({ passthrough: true }) reply: Reply): string {
    reply.setCookie?.('basket', 'full');
    return 'done';
  }

  @Get('iron-session')
  async ironSession(
    @Req() request: { raw?: IncomingMessage },
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    const options = { cookieName: 'iron', password: 'a secret of more than 32 characters' };
    const session = await getIronSession<{ visits?: number }>(
      nativeRequest(request),
      nativeResponse(reply),
      options,
    );
    session.visits = 1;
    await session.save();
    return 'done';
  }

  @Get('late')
  late(@Visitor() visitor: string, @Res() reply: Reply): void {
    takeOver(reply).end(visitor);
  }

  @Get('own')
  @Header('Set-Cookie', 'visitor=; Max-Age=0')
  own(): string {
    return 'forgotten';
  }
}

/** What an upstream server answers that a proxy stands before. */
export function answerUpstream(_request: IncomingMessage, response: Reply['raw']): void {
  response?.writeHead(200, LIST).end('upstream');
}
