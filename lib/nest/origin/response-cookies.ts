/** What is used of Node's response. */
interface NativeResponse {
  readonly headersSent: boolean;
  getHeader(name: string): number | string | readonly string[] | undefined;
  setHeader(name: string, value: readonly string[]): unknown;
}

/** What is used of Fastify's reply. */
interface FastifyReply {
  readonly raw: NativeResponse;
  readonly sent: boolean;
  getHeader(name: string): number | string | readonly string[] | undefined;
  removeHeader(name: string): unknown;
  header(name: string, value: string): unknown;
}

/**
 * Adds a cookie to a response of Express, Fastify or Node, in place of one that was set for the same request under the same name.
 *
 * @param before - the header that it takes the place of; undefined if there is none
 * @throws Error when the headers have gone out
 */
export function setResponseCookie(response: unknown, header: string, before: string | undefined): void {
  if (isReply(response)) setReplyCookie(response, header, before);
  else setNativeCookie(response as NativeResponse, header, before);
}

function setNativeCookie(response: NativeResponse, header: string, before: string | undefined): void {
  if (response.headersSent) throw goneOut();
  response.setHeader('set-cookie', [...others(response.getHeader('set-cookie'), before), header]);
}

function setReplyCookie(reply: FastifyReply, header: string, before: string | undefined): void {
  if (reply.sent || reply.raw.headersSent) throw goneOut();
  if (before !== undefined) {
    const kept = others(reply.getHeader('set-cookie'), before);
    reply.removeHeader('set-cookie');
    for (const cookie of kept) reply.header('set-cookie', cookie);
  }
  reply.header('set-cookie', header);
}

function others(
  headers: number | string | readonly string[] | undefined,
  before: string | undefined,
): readonly string[] {
  if (headers === undefined) return [];
  return [headers]
    .flat()
    .map(String)
    .filter((cookie) => cookie !== before);
}

function isReply(response: unknown): response is FastifyReply {
  return (
    'raw' in (response as object) && 'removeHeader' in (response as object) && 'sent' in (response as object)
  );
}

function goneOut(): Error {
  return new Error('the headers of the response have gone out already');
}
