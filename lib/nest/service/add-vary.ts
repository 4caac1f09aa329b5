/** What is used of a response: Express's and Node's have `setHeader`, Fastify's reply has `header`. */
export interface VaryingResponse {
  /** Of a header by its name. */
  getHeader(name: string): unknown;
  /** Of Express and Node. */
  setHeader?(name: string, value: string): unknown;
  /** Of Fastify. */
  header?(name: string, value: string): unknown;
}

/** A field name of HTTP (RFC 9110, section 5.1), or `*`. */
const FIELD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Says in the header `Vary` (RFC 9110, section 12.5.5) that an answer depends on a request header, besides those named already.
 *
 * @param response - Express's response, Fastify's reply or Node's response
 * @param field - name of the request header: `Cookie` where the page depends on the visitor cookie, or one of your own in which
 * a proxy in front hands on `cacheKey()`
 * @throws `TypeError` for what is no name of a header
 */
export function addVary(response: VaryingResponse, field = 'Cookie'): void {
  if (!FIELD.test(field)) {
    throw new TypeError(
      `addVary() expects the name of a request header such as 'Cookie', received ${JSON.stringify(field)}.`,
    );
  }
  const named = [response.getHeader('vary') ?? []]
    .flat()
    .flatMap((text: unknown) => (typeof text === 'string' ? text.split(',') : []))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const isThere = named.some((name) => name === '*' || name.toLowerCase() === field.toLowerCase());
  if (isThere) return;
  const value = [...named, field].join(', ');
  if (typeof response.setHeader === 'function') response.setHeader('Vary', value);
  else response.header?.('Vary', value);
}
