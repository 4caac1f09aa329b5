import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { growthbook } from '../../../../lib/platforms/growthbook/index.js';
import { growthbookPlatform } from '../../../../lib/platforms/growthbook/growthbook.platform.js';
import type { VisitorFacts } from '../../../../lib/ports/platform.js';
import { SILENT_LOGGER } from '../../../../lib/ports/logger.js';

const PAYLOAD = { features: { flag: { defaultValue: 1 } }, savedGroups: { beta: ['u1'] } };

function visitor(given: Partial<VisitorFacts> = {}): VisitorFacts {
  return {
    visitorCode: 'u1',
    units: new Map([['visitor', 'u1']]),
    attributes: new Map(),
    url: '',
    userAgent: null,
    ip: null,
    ...given,
  };
}

async function encrypt(value: unknown, key: Buffer): Promise<string> {
  const iv = webcrypto.getRandomValues(new Uint8Array(16));
  const aes = await webcrypto.subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt']);
  const cipher = await webcrypto.subtle.encrypt(
    { name: 'AES-CBC', iv },
    aes,
    Buffer.from(JSON.stringify(value)),
  );
  return `${Buffer.from(iv).toString('base64')}.${Buffer.from(cipher).toString('base64')}`;
}

describe('growthbook()', () => {
  it('wants a client key or a payload', () => {
    expect(() => growthbook({})).toThrow(/expects clientKey: .* or payload/);
    expect(() => growthbookPlatform({})).toThrow(/expects clientKey: .* or payload/);
  });

  it.each([
    [{ clientKey: '' }, /clientKey/],
    [{ apiHost: 'nowhere' }, /url/],
    [{ apiHostRequestHeaders: { 'a b': 'c' } }, /header "a b"/],
    [{ timeoutMs: 0 }, /timeoutMs/],
    [{ maxBytes: 0.5 }, /maxBytes/],
    [{ streaming: true, streamingHost: 'nowhere' }, /url/],
    [{ events: { ingestorHost: 'nowhere' } }, /ingestorHost/],
  ])('refuses %j at once, before anything is loaded', (options, problem) => {
    expect(() => growthbook({ clientKey: 'sdk-1', ...options })).toThrow(TypeError);
    expect(() => growthbook({ clientKey: 'sdk-1', ...options })).toThrow(problem);
  });

  it('loads one platform, however often it is asked', async () => {
    const front = growthbook({ payload: PAYLOAD });
    const platform = await front.load();
    expect(await front.load()).toBe(platform);
    expect(platform.name).toBe(front.name);
    expect((await platform.compile(PAYLOAD)).flags.has('flag')).toBe(true);
  });

  it('reads a given payload, which is the bootstrap when there is a client key', async () => {
    const fetched = await growthbookPlatform({ payload: PAYLOAD }).source.fetch({
      signal: new AbortController().signal,
      since: undefined,
    });
    expect(fetched?.payload).toEqual(PAYLOAD);
    expect(growthbookPlatform({ payload: PAYLOAD }).bootstrap).toBeUndefined();
    expect(growthbookPlatform({ payload: PAYLOAD, clientKey: 'sdk-1' }).bootstrap).toBe(PAYLOAD);
  });

  it('keeps what a newer payload leaves out, as the official SDK does', async () => {
    const platform = growthbookPlatform({ clientKey: 'sdk-1' });
    const targeted = {
      defaultValue: 'out',
      rules: [{ force: 'in', condition: { id: { $inGroup: 'beta' } } }],
    };
    const older = await platform.compile(PAYLOAD);
    const newer = await platform.compile(JSON.stringify({ features: { targeted } }), older);
    expect(evaluate(newer, 'targeted', createSubject({ attributes: { id: 'u1' } })).value).toBe('in');
    expect(evaluate(newer, 'flag', createSubject()).cause).toBe('unknown-flag');
    const alone = await platform.compile({ features: { targeted } });
    expect(evaluate(alone, 'targeted', createSubject({ attributes: { id: 'u1' } })).value).toBe('out');
  });

  it('decrypts, and serves the plain part with a warning when it cannot', async () => {
    const key = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
    const payload = { ...PAYLOAD, encryptedFeatures: await encrypt({ flag: { defaultValue: 2 } }, key) };
    const right = await growthbookPlatform({ clientKey: 'a', decryptionKey: key.toString('base64') }).compile(
      payload,
    );
    expect(evaluate(right, 'flag', createSubject()).value).toBe(2);
    const wrong = await growthbookPlatform({
      clientKey: 'a',
      decryptionKey: Buffer.alloc(16).toString('base64'),
    }).compile(payload);
    expect(evaluate(wrong, 'flag', createSubject()).value).toBe(1);
    expect(wrong.warnings).toEqual([expect.objectContaining({ path: 'encryptedFeatures', flagKey: null })]);
  });

  it('gives units as attributes, the visitor as "id", and lets attributes win', () => {
    const units = new Map<string, string>([
      ['visitor', 'u1'],
      ['company', 'acme'],
      ['user', '42'],
    ]);
    const { subject } = growthbookPlatform({ payload: PAYLOAD, unitAttributes: { user: 'user_id' } });
    expect(subject(visitor({ units, url: 'https://a.example/' }))).toMatchObject({
      attributes: new Map([
        ['id', 'u1'],
        ['company', 'acme'],
        ['user_id', '42'],
      ]),
      url: 'https://a.example/',
    });
    expect(subject(visitor({ attributes: new Map([['id', 'other']]) })).attributes).toEqual(
      new Map([['id', 'other']]),
    );
  });

  it('reports to the ingestion only with a client key, and not when told not to', () => {
    const count = (options: Parameters<typeof growthbook>[0]): number =>
      growthbookPlatform(options).sinks({ logger: SILENT_LOGGER }).length;
    expect(count({ payload: PAYLOAD })).toBe(0);
    expect(count({ clientKey: 'sdk-1' })).toBe(1);
    expect(count({ clientKey: 'sdk-1', events: false })).toBe(0);
  });

  it('lets other work have its turn while it compiles a large payload', async () => {
    const features = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [`f${i}`, { defaultValue: i }]),
    );
    let turns = 0;
    const count = setImmediate(function again() {
      turns += 1;
      setImmediate(again).unref();
    }).unref();
    const program = await growthbookPlatform({ clientKey: 'a' }).compile({ features });
    clearImmediate(count);
    expect(program.flags.size).toBe(2_000);
    expect(turns).toBeGreaterThan(3);
  });
});
