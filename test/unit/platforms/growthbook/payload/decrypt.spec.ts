import { createCipheriv } from 'node:crypto';
import { GrowthBookClient } from '@growthbook/growthbook';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as engine from '../../../../../lib/engine.js';
import { decrypt, decryptPayload } from '../../../../../lib/platforms/growthbook/payload/decrypt.js';

const KEY = Buffer.from('0123456789abcdef').toString('base64');
const PARTS = ['Features', 'Experiments', 'SavedGroups', 'ContextualBandits'] as const;

/** With the same initialisation vector each time: one wrong key in 256 gives text of some kind, and that by chance. */
const IV = Buffer.from('fedcba9876543210');

function encrypt(text: string, key = KEY): string {
  const bytes = Buffer.from(key, 'base64');
  const cipher = createCipheriv(`aes-${bytes.length * 8}-cbc`, bytes, IV);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${IV.toString('base64')}.${sealed.toString('base64')}`;
}

/** What the vendor's SDK makes of it, and how often it complains. */
async function official(payload: object, key: string | undefined) {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const client = new GrowthBookClient(key === undefined ? {} : { decryptionKey: key });
  try {
    await client.setPayload(payload);
    return { payload: client.getDecryptedPayload(), complaints: complaints.mock.calls.length };
  } finally {
    client.destroy();
    complaints.mockRestore();
  }
}

describe('decrypt', () => {
  it.each([16, 24, 32])('takes keys of %d bytes', async (length) => {
    const key = Buffer.alloc(length, 'key').toString('base64');
    expect(await decrypt(encrypt('{"ключ":"\u{1f600}"}', key), key)).toBe('{"ключ":"\u{1f600}"}');
  });

  it.each([
    [undefined, 'no decryption key is given'],
    ['', 'no decryption key is given'],
    ['nonsense!', 'expected the decryption key to be base64'],
    [Buffer.alloc(15).toString('base64'), 'expected a decryption key of 16, 24 or 32 bytes, got 15'],
    [Buffer.alloc(16).toString('base64'), 'wrong decryption key, or damaged text'],
  ])('says what is wrong with the key %j', async (key, message) => {
    await expect(decrypt(encrypt('{}'), key)).rejects.toThrow(message);
  });

  it.each([
    [42, 'expected text, got number'],
    ['no dot', 'expected two parts'],
    ['?.?', 'expected the initialisation vector to be base64'],
    [`${Buffer.alloc(16).toString('base64')}.?`, 'expected the encrypted text to be base64'],
    [`${Buffer.alloc(4).toString('base64')}.${Buffer.alloc(16).toString('base64')}`, 'damaged text'],
    [`${Buffer.alloc(16).toString('base64')}.${Buffer.alloc(15).toString('base64')}`, 'damaged text'],
  ])('says what is wrong with the text %j', async (text, message) => {
    await expect(decrypt(text, KEY)).rejects.toThrow(message);
  });
});

describe('decryptPayload', () => {
  it('puts each part in its place and leaves the rest alone', async () => {
    const given = Object.freeze({
      dateUpdated: 'today',
      features: { old: {} },
      encryptedFeatures: encrypt('{"new":{"__proto__":{"defaultValue":1}}}'),
      encryptedExperiments: encrypt('[]'),
      encryptedSavedGroups: encrypt('{"g":[1]}'),
      encryptedContextualBandits: encrypt('null'),
    });
    const { payload, problems } = await decryptPayload(given, KEY);
    expect(payload).toEqual({
      dateUpdated: 'today',
      features: JSON.parse('{"new":{"__proto__":{"defaultValue":1}}}') as unknown,
      experiments: [],
      savedGroups: { g: [1] },
      contextualBandits: null,
    });
    expect(problems).toEqual([]);
  });

  it('uses the plain twin of a part that cannot be decrypted, and says so without showing anything', async () => {
    const foreign = encrypt('{"secret":{}}', Buffer.alloc(16, 7).toString('base64'));
    const { payload, problems } = await decryptPayload(
      { features: { plain: {} }, encryptedFeatures: foreign, encryptedSavedGroups: foreign },
      KEY,
    );
    expect(payload).toEqual({ features: { plain: {} } });
    expect(problems).toEqual([
      {
        flagKey: null,
        path: 'encryptedFeatures',
        message: expect.stringContaining('the unencrypted "features" is used'),
        quarantined: false,
      },
      {
        flagKey: null,
        path: 'encryptedSavedGroups',
        message: expect.stringContaining('"savedGroups" counts as missing'),
        quarantined: false,
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain(KEY);
    expect(JSON.stringify(problems)).not.toContain(foreign);
  });

  it('says that what is inside is not JSON', async () => {
    const { problems } = await decryptPayload({ encryptedFeatures: encrypt('{"a":') }, KEY);
    expect(problems[0]?.message).toContain('what is inside is not JSON');
  });
});

describe('the engine on its own', () => {
  it('decrypts a payload and compiles it', async () => {
    const features = { banner: { defaultValue: 'secret' } };
    const received = { encryptedFeatures: encrypt(JSON.stringify(features), KEY) };
    const { payload, problems } = await engine.decryptGrowthbookPayload(received, KEY);
    expect(problems).toEqual([]);
    const program = engine.compileGrowthbook(payload);
    expect(engine.evaluate(program, 'banner', engine.createSubject()).value).toBe('secret');
  });
});

describe('decryptPayload against the SDK', () => {
  const key = fc.oneof(
    { weight: 6, arbitrary: fc.constant<string | undefined>(KEY) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(24, 32, 15, 0).map((n) => Buffer.alloc(n, 5).toString('base64')),
    },
    {
      weight: 2,
      // Unpadded, with white space, for URLs, and no key at all.
      arbitrary: fc.constantFrom(undefined, '', KEY.replace(/=+$/, ''), ` ${KEY}\n`, 'a-_b', '\u{1f600}'),
    },
  );
  const damages: ((sealed: string) => unknown)[] = [
    (sealed) => sealed,
    (sealed) => sealed,
    (sealed) => sealed,
    (sealed) => `${sealed}.more`,
    (sealed) => sealed.replace('.', ' .\n'),
    (sealed) => sealed.replace(/=+$/, ''),
    (sealed) => sealed.slice(0, -8),
    (sealed) => sealed.slice(8),
    (sealed) => sealed.replaceAll('+', '-').replaceAll('/', '_'),
    (sealed) => sealed.replace('.', ''),
    () => '.',
    () => '',
    () => null,
    () => 0,
    () => 7,
    () => true,
    () => ({}),
    () => [],
  ];
  const content = fc.oneof(
    fc.json({ maxDepth: 2 }),
    fc.constantFrom('', '{', '\ufeff{}', '{"__proto__":{"a":1}}'),
  );
  const part = fc.record({
    text: content,
    sealedWith: fc.constantFrom(KEY, KEY, KEY, Buffer.alloc(32, 5).toString('base64')),
    damage: fc.nat(damages.length - 1),
    twin: fc.boolean(),
  });
  const parts = fc.tuple(...PARTS.map(() => fc.option(part)));

  it('gives the same payload, and complains as often', async () => {
    await fc.assert(
      fc.asyncProperty(parts, key, async (given, decryptionKey) => {
        const payload: Record<string, unknown> = { dateUpdated: 'today' };
        given.forEach((one, i) => {
          if (one === null) return;
          const name = PARTS[i] as string;
          payload[`encrypted${name}`] = damages[one.damage]?.(encrypt(one.text, one.sealedWith));
          if (one.twin) payload[name.charAt(0).toLowerCase() + name.slice(1)] = { plain: {} };
        });
        const expected = await official(payload, decryptionKey);
        const actual = await decryptPayload(payload, decryptionKey);
        // The SDK leaves encrypted members in place that count as "not encrypted" ('' and the like).
        for (const name of PARTS) delete (expected.payload as Record<string, unknown>)[`encrypted${name}`];
        expect(actual.payload).toEqual(expected.payload);
        expect(actual.problems).toHaveLength(expected.complaints);
      }),
      { numRuns: 500 },
    );
  });
});
