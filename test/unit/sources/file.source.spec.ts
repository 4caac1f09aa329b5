import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../lib/errors/source.error.js';
import type { Fetched, Source, SourceValidator } from '../../../lib/ports/source.js';
import { fileSource } from '../../../lib/sources/file.source.js';
import type { FileSourceOptions } from '../../../lib/sources/file.source.js';
import { tempFolder } from '../../support/temp-folder.js';

function get(source: Source, since?: SourceValidator): Promise<Fetched | undefined> {
  return source.fetch({ signal: new AbortController().signal, since });
}

async function failure(source: Source): Promise<SourceError> {
  const error: unknown = await get(source).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

async function fileWith(name: string, content: string | Uint8Array, options?: FileSourceOptions) {
  const path = join(await tempFolder(), name);
  await writeFile(path, content);
  return { path, source: fileSource(path, options) };
}

describe('fileSource', () => {
  it.each(['debounceMs', 'pollIntervalMs', 'maxBytes'])(
    'refuses %s that is no whole number above 0',
    (name) => {
      for (const wrong of [0, -1, 0.5, Number.NaN, '5'])
        expect(() => fileSource('config.json', { [name]: wrong })).toThrow(
          `Expected ${name} to be a whole number above 0, got ${wrong}.`,
        );
      expect(() => fileSource('config.json', { [name]: 1 })).not.toThrow();
    },
  );

  it.each([
    ['config.json', '{"flags":{"a":[1,null]}}'],
    ['config.JSON', '\ufeff{"flags":{"a":[1,null]}}\r\n'],
    ['config.yaml', 'flags:\n  a:\n    - 1\n    - null\n'],
    ['config.yml', '# comment\nflags: {a: [1, ~]}'],
  ])('reads %s', async (name, content) => {
    const { source } = await fileWith(name, content);
    const fetched = await get(source);
    expect(fetched?.payload).toEqual({ flags: { a: [1, null] } });
    expect(JSON.parse(fetched?.text ?? '')).toEqual(fetched?.payload);
  });

  it('reads what it is told to be, whatever its name', async () => {
    const { source } = await fileWith('config', 'flags: {}', { format: 'yaml' });
    expect(await get(source)).toMatchObject({ payload: { flags: {} } });
  });

  it('takes the same content for no change, however often it is written', async () => {
    const { source, path } = await fileWith('config.json', '{"flags":{}}');
    const first = await get(source);
    await writeFile(path, '{"flags":{}}');
    expect(await get(source, first?.validator)).toBeUndefined();
    await writeFile(path, '{"flags":{"a":1}}');
    expect(await get(source, first?.validator)).toMatchObject({ payload: { flags: { a: 1 } } });
  });

  it('reads a file of many blocks', async () => {
    const flags = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`flag-${i}`, i]));
    const { source } = await fileWith('config.json', JSON.stringify({ flags }));
    expect((await get(source))?.payload).toEqual({ flags });
  });

  it.each([
    ['{"flags":', 'the end is missing', true],
    ['', 'got nothing', true],
    ['<!doctype html><p>', 'got HTML', false],
    [Buffer.from([0xff, 0xfe]), 'Expected UTF-8 text', true],
  ])('explains a file that holds %j', async (content, message, retryable) => {
    const { source, path } = await fileWith('config.json', content);
    const error = await failure(source);
    expect(error.message).toContain(message);
    expect(error.message).toContain(path);
    expect(error.retryable).toBe(retryable);
  });

  it('explains a file that is missing: it may still come', async () => {
    const error = await failure(fileSource(join(await tempFolder(), 'missing.json')));
    expect(error.message).toContain('there is no such file');
    expect(error.retryable).toBe(true);
  });

  it('refuses a folder, and a pipe without waiting for a writer', async () => {
    const folder = join(await tempFolder(), 'config.json');
    await mkdir(folder);
    expect((await failure(fileSource(folder))).message).toContain('Expected a file');
    const pipe = join(await tempFolder(), 'config.json');
    execFileSync('mkfifo', [pipe]);
    expect((await failure(fileSource(pipe))).message).toContain('Expected a file');
  });

  it('refuses what is over the limit', async () => {
    const content = '{"flags":{}}';
    const small = await fileWith('config.json', content, { maxBytes: content.length });
    expect(await get(small.source)).toBeDefined();
    const large = await fileWith('config.json', content, { maxBytes: content.length - 1 });
    expect((await failure(large.source)).message).toContain('Expected at most 11 bytes');
  });

  it('is told what makes no sense at once', () => {
    expect(() => fileSource('config.toml')).toThrow('ends in .json, .yaml or .yml, got "config.toml"');
    expect(() => fileSource('config.json', { debounceMs: 0 })).toThrow('Expected debounceMs');
    expect(() => fileSource('config.json', { pollIntervalMs: 0.5 })).toThrow('Expected pollIntervalMs');
    expect(() => fileSource('config.json', { maxBytes: -1 })).toThrow('Expected maxBytes');
  });

  it('is not watched where that is not wanted', () => {
    expect(fileSource('config.json', { watch: false }).watch).toBeUndefined();
    expect(fileSource('config.json').watch).toBeDefined();
  });
});

describe('fileSource, hostile YAML', () => {
  it('keeps names such as __proto__ as ordinary members', async () => {
    const { source } = await fileWith(
      'config.yaml',
      '__proto__: {polluted: true}\nconstructor: 1\n? {a: 1}\n: 2',
    );
    const payload = (await get(source))?.payload as Record<string, unknown>;
    expect(Object.keys(payload)).toEqual(['__proto__', 'constructor', '{ a: 1 }']);
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('turns shared nodes into copies', async () => {
    const { source } = await fileWith('config.yaml', 'a: &x {b: 1}\nc: *x');
    const payload = (await get(source))?.payload as { a: object; c: object };
    expect(payload).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(payload.a).not.toBe(payload.c);
  });

  it.each([
    ['aliases that multiply', bomb(), 'Excessive alias count'],
    ['a node that contains itself', 'a: &x [*x]', 'circular'],
    ['several documents', '--- {a: 1}\n--- {a: 2}', 'multiple documents'],
    ['the same name twice', 'a: 1\na: 2', 'unique'],
    ['ten thousand levels', `a: ${'['.repeat(10_000)}`, 'config.yaml'],
    ['an open quote', 'a: "x', 'config.yaml'],
  ])('refuses %s', async (_title, content, message) => {
    const { source } = await fileWith('config.yaml', content);
    const error = await failure(source);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  it('runs no code for a tag', async () => {
    const { source } = await fileWith('config.yaml', 'a: !!js/function "function () {}"');
    expect((await get(source))?.payload).toEqual({ a: 'function () {}' });
  });
});

/** "Billion laughs": nine levels of ten. */
function bomb(): string {
  const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++) {
    lines.push(
      `l${level}: &l${level} [${Array(10)
        .fill(`*l${level - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
}
