import { describe, expect, it } from 'vitest';
import { judgeStatus } from '../../../lib/http/answer.js';

describe('judgeStatus', () => {
  const judge = (status: number, headers: Record<string, string> = {}, body = ''): unknown =>
    judgeStatus({ status, headers: new Headers(headers), body, origin: 'https://c.example/track' });

  it.each([200, 201, 202, 204, 299])('takes %i for a delivery', (status) =>
    expect(judge(status)).toBeUndefined(),
  );

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('tries again after %i', (status) =>
    expect(judge(status)).toMatchObject({ retryable: true, tooLarge: false, reason: `http-${status}` }),
  );

  it.each([301, 302, 304, 307, 400, 401, 403, 404, 405, 409, 410, 422])('takes %i for final', (status) =>
    expect(judge(status)).toMatchObject({ retryable: false, tooLarge: false, reason: `http-${status}` }),
  );

  it('halves after 413', () => expect(judge(413)).toMatchObject({ tooLarge: true }));

  it('waits as long as it is asked to', () => {
    expect(judge(429, { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7_000 });
    expect(judge(503)).toMatchObject({ retryAfterMs: undefined });
  });

  it('says what happened and what to do', () => {
    const message = (status: number, headers = {}, body = ''): string =>
      (judge(status, headers, body) as Error).message;
    expect(message(401)).toBe('https://c.example/track answered HTTP 401: check the key or credentials');
    expect(message(400, {}, ` {"error":\n "bad"}  ${'x'.repeat(500)}`)).toHaveLength(
      'https://c.example/track answered HTTP 400: it will never take these events: ""'.length + 200,
    );
    expect(message(302, { location: 'https://login.example/' })).toBe(
      'https://c.example/track answered HTTP 302: redirects are not followed, set the final address',
    );
  });
});
