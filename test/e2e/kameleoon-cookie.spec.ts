import { Controller, Get, Inject } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { Experiments, kameleoon } from '../../lib/index.js';
import { ADAPTERS, startApp } from '../support/test-app.js';
import type { AdapterName } from '../support/test-app.js';
import { dataFile } from '../fixtures/kameleoon/data-file.js';

@Controller()
class WhoAmI {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('me')
  me(): unknown {
    return [this.experiments.visitorCode];
  }
}

async function open(
  adapter: AdapterName,
  more: { topLevelDomain?: string; visitor?: ExperimentationOptions['visitor'] } = {},
) {
  const app = await startApp({
    adapter,
    controllers: [WhoAmI],
    options: {
      platform: kameleoon({ dataFile: dataFile(), topLevelDomain: more.topLevelDomain }),
      ...(more.visitor !== undefined && { visitor: more.visitor }),
    },
  });
  onTestFinished(() => app.close());
  return app;
}

describe.each(ADAPTERS)("Kameleoon's visitor cookie, %s", (adapter) => {
  it('is made in the shape of the vendor, readable for the browser tag, for a year', async () => {
    const app = await open(adapter);
    const { body, cookies } = await app.get('/me');
    const [code] = body as [string];
    expect(code).toMatch(/^[a-z0-9]{16}$/);
    expect(cookies).toHaveLength(2);
    expect(cookies[1]).toMatch(/^kameleoonVisitorCode_since=\d+;.*; HttpOnly;/);
    expect(cookies[0]).toContain(`kameleoonVisitorCode=${code};`);
    expect(cookies[0]).toMatch(/Max-Age=31536000/i);
    expect(cookies[0]).not.toMatch(/HttpOnly|Domain/i);
  });

  it('is kept, and the query parameter of the same name names newcomers only', async () => {
    const app = await open(adapter);
    const headers = { cookie: 'kameleoonVisitorCode=anna' };
    expect((await app.get('/me', { headers })).body).toEqual(['anna']);
    expect((await app.get('/me?kameleoonVisitorCode=ben', { headers })).body).toEqual(['anna']);
    expect((await app.get('/me?kameleoonVisitorCode=ben')).body).toEqual(['ben']);
  });

  it('may be as long as the vendor allows, and not longer', async () => {
    const app = await open(adapter);
    const as = async (length: number): Promise<unknown> => {
      const headers = { cookie: `kameleoonVisitorCode=${'a'.repeat(length)}` };
      return ((await app.get('/me', { headers })).body as [string])[0].length;
    };
    expect([await as(255), await as(256)]).toEqual([255, 16]);
  });

  it('is set for the top-level domain; the domain of the module wins', async () => {
    const app = await open(adapter, { topLevelDomain: '.example.com' });
    expect((await app.get('/me')).cookies[0]).toMatch(/Domain=example\.com/i);
    const other = await open(adapter, {
      topLevelDomain: 'example.com',
      visitor: { cookie: { domain: 'shop.example' } },
    });
    expect((await other.get('/me')).cookies[0]).toMatch(/Domain=shop\.example/i);
  });
});
