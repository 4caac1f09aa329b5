import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildLib } from '../../support/built-lib.js';
import { loadedWith } from '../../support/import-graph.js';

interface Front {
  /** An expression that makes the front out of `lib`, the package. */
  readonly made: string;
  /** Files that every application loads, besides `index.ts`, `deprecated.ts` and `setup/*.options.ts`. */
  readonly light: readonly string[];
  /** Other platforms that are loaded with this one. */
  readonly needs?: readonly string[];
}

const FRONTS: Readonly<Record<string, Front>> = {
  absmartly: {
    made: 'lib.absmartly({ payload: {} })',
    light: [
      'compile/context-data.ts',
      'extras/merge-config.ts',
      'payload/plain-object.ts',
      'setup/check-options.ts',
      'setup/connection.ts',
      'setup/delivery.ts',
      'setup/download.ts',
      'subject/unit-types.ts',
    ],
  },
  growthbook: {
    made: 'lib.growthbook({ payload: { features: {} } })',
    light: [
      'decide/assigned-decision.ts',
      'decide/auto-experiment.ts',
      'extras/results.ts',
      'extras/run-auto-experiments.ts',
      'payload/coerce.ts',
      'targeting/parse-url.ts',
    ],
  },
  kameleoon: {
    made: 'lib.kameleoon({ dataFile: {} })',
    light: [
      'compile/catalog.ts',
      'extras/kameleoon-v1.ts',
      'extras/v1-calls.ts',
      'payload/custom-data-definitions.ts',
      'payload/raw.ts',
      'setup/check-options.ts',
      'setup/download.ts',
      'setup/event-settings.ts',
      'setup/go-duration.ts',
      'setup/goal-ids.ts',
      'setup/hosts.ts',
      'setup/kameleoon.errors.ts',
      'setup/options-file.ts',
      'setup/remote-settings.ts',
      'setup/visitor-cookie.ts',
      'subject/sdk-identity.ts',
      'visitor/remembered-data.ts',
    ],
  },
  'local-file': { made: "lib.localFile('experiments.json')", light: [], needs: ['growthbook'] },
  optimizely: {
    made: 'lib.optimizely({ datafile: {} })',
    light: ['visitor/odp/odp-datum.ts', 'visitor/odp/odp-event.ts', 'visitor/odp/odp-front.ts'],
  },
  vwo: {
    made: 'lib.vwo({ settings: {} })',
    light: [
      'payload/foreign-value.ts',
      'setup/check-options.ts',
      'setup/connection.ts',
      'setup/download.ts',
      'setup/event-settings.ts',
      'setup/gateway-settings.ts',
      'visitor/vwo-connector.store.ts',
    ],
  },
};

const FOLDER = /^lib\/platforms\/([^/]+)\/(.+)$/;
const ALWAYS_LIGHT = /^(index|deprecated|setup\/[^/]+\.options)\.ts$/;

/** Files of one platform among these, by their path in its folder. */
function ofPlatform(name: string, files: Iterable<string>): string[] {
  return [...files].flatMap((file) => {
    const [, platform, path] = FOLDER.exec(file) ?? [];
    return platform === name && path !== undefined ? [path] : [];
  });
}

/** Prints which files of lib are loaded: hooks run in a thread of their own. */
const HOOKS = `import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  const [, path] = /\\/lib\\/(.*)$/.exec(url) ?? [];
  if (path !== undefined && !url.includes('/node_modules/')) writeSync(1, 'loaded lib/' + path.replace(/\\.js$/, '.ts') + '\\n');
  return next(url, context);
}`;

describe('what the main entry loads', () => {
  const loaded = loadedWith('lib/index.ts');

  it.each(Object.entries(FRONTS))('of %s is its front, and nothing heavy', (name, { light }) => {
    const heavy = ofPlatform(name, loaded).filter((path) => !ALWAYS_LIGHT.test(path));
    expect(heavy.toSorted()).toEqual(light);
  });

  it.each(Object.keys(FRONTS))('of %s reaches the rest by one import()', (name) => {
    const rest = loadedWith(`lib/platforms/${name}/${name}.platform.ts`);
    expect(ofPlatform(name, rest)).toContain(`${name}.platform.ts`);
    expect(loaded).not.toContain(`lib/platforms/${name}/${name}.platform.ts`);
  });
});

describe('in a process of its own', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fronts-'));
    buildLib(folder);
    writeFileSync(join(folder, 'hooks.js'), HOOKS);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a program prints that has imported the package as `lib`, and which files are loaded meanwhile. */
  function run(program: string): string[] {
    const script = `import { register } from 'node:module';
      register(${JSON.stringify(pathToFileURL(join(folder, 'hooks.js')).href)});
      const lib = await import(${JSON.stringify(pathToFileURL(join(folder, 'lib/index.js')).href)});
      const said = (text) => process.stdout.write(text + '\\n');
      ${program}`;
    const file = join(folder, `program-${process.hrtime.bigint()}.js`);
    writeFileSync(file, script);
    return execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim().split('\n');
  }

  it.each(Object.entries(FRONTS))(
    'loads %s when it is asked to, and no other platform',
    (name, { made, needs = [] }) => {
      const lines = run(`const front = ${made};
        said('made ' + front.name);
        const platform = await front.load();
        said('is ' + platform.name + ' ' + typeof platform.compile + ' ' + typeof platform.source.fetch);
        said('same ' + (platform === (await front.load())));`);
      const begun = lines.indexOf(`made ${name}`);
      expect(begun).toBeGreaterThan(0);
      const later = lines.slice(begun).flatMap((line) => /^loaded (.*)$/.exec(line)?.[1] ?? []);
      expect(lines).toContain(`is ${name} function function`);
      expect(lines).toContain('same true');
      expect(later).toContain(`lib/platforms/${name}/${name}.platform.ts`);
      const platforms = new Set(later.flatMap((file) => FOLDER.exec(file)?.[1] ?? []));
      expect([...platforms].toSorted()).toEqual([name, ...needs].toSorted());
    },
  );

  it.each([
    ["lib.growthbookSink({ clientKey: 'sdk-1' })", 'growthbook/wire/growthbook.sink.ts'],
    ['lib.optimizelySink()', 'optimizely/wire/optimizely.sink.ts'],
    ["lib.vwoSink({ accountId: '1', sdkKey: 'key' })", 'vwo/wire/vwo.sink.ts'],
    ["lib.kameleoonSink({ siteCode: 'a1b2c3d4e5' })", 'kameleoon/wire/kameleoon.sink.ts'],
  ])('loads what %s stands for with its first delivery', (made, file) => {
    const lines = run(`const sink = ${made};
      said('made');
      await sink.send([], { signal: new AbortController().signal });`);
    expect(lines.indexOf('made')).toBeGreaterThan(0);
    expect(lines.indexOf(`loaded lib/platforms/${file}`)).toBeGreaterThan(lines.indexOf('made'));
  });
});
