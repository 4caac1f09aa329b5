import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Where a platform has its line. */
const REGISTRATIONS = ['lib/platforms/index.ts', 'lib/platforms/engine.ts'].map(absolute);
/** The platforms of vendors: each can be taken away, with what is built on it. */
const VENDORS = readdirSync('lib/platforms').filter(
  (name) => name !== 'local-file' && existsSync(`lib/platforms/${name}/index.ts`),
);
const BUILT_ON: ReadonlyMap<string, readonly string[]> = new Map([['growthbook', ['local-file']]]);

/** As the compiler writes paths, on every system. */
function absolute(path: string): string {
  return resolve(path).replaceAll('\\', '/');
}

const { config } = ts.readConfigFile('lib/tsconfig.json', ts.sys.readFile);
const LIB = ts.parseJsonConfigFileContent(config, ts.sys, resolve('lib'));
const OPTIONS: ts.CompilerOptions = { ...LIB.options, noEmit: true, skipLibCheck: true };
/** Files are parsed once for all copies. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What lib would be without these folders: a copy that differs where they are missing and where files have other text. */
function compileWithout(folders: readonly string[], texts: ReadonlyMap<string, string>): ts.Program {
  const gone = folders.map((name) => `${absolute(`lib/platforms/${name}`)}/`);
  const isGone = (path: string): boolean => gone.some((folder) => `${path}/`.startsWith(folder));
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  host.fileExists = (path) => !isGone(path) && fileExists(path);
  host.readFile = (path) => (isGone(path) ? undefined : (texts.get(path) ?? readFile(path)));
  host.directoryExists = (path) => !isGone(path) && directoryExists?.(path) === true;
  host.getSourceFile = (path, language) => {
    if (isGone(path)) return undefined;
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, language);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, language));
    return parsed.get(path);
  };
  return ts.createProgram(
    LIB.fileNames.filter((path) => !isGone(path)),
    OPTIONS,
    host,
  );
}

/** Files of lib that use one of the folders, directly or through others: only there can something be missing. */
function usersOf(folders: readonly string[]): ReadonlySet<string> {
  const whole = compileWithout([], new Map());
  const inFolder = (path: string): boolean =>
    folders.some((name) => path.includes(`/lib/platforms/${name}/`));
  const imports = new Map(
    LIB.fileNames.map((path) => [path, importedBy(whole.getSourceFile(path) as ts.SourceFile)]),
  );
  const users = new Set<string>();
  for (let before = -1; before !== users.size;) {
    before = users.size;
    for (const [path, imported] of imports)
      if (!inFolder(path) && imported.some((one) => inFolder(one) || users.has(one))) users.add(path);
  }
  return users;
}

function importedBy(source: ts.SourceFile): string[] {
  return ts
    .preProcessFile(source.text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => absolute(`${source.fileName}/../${fileName}`).replace(/\.js$/, '.ts'));
}

function problemsIn(program: ts.Program, files: Iterable<string>): string[] {
  return [...files].flatMap((path) => {
    const source = program.getSourceFile(path);
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return problems.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

/** The registrations without the lines of these folders, and how many lines that were. */
function withoutLines(folders: readonly string[]): { texts: Map<string, string>; lines: number[] } {
  const texts = new Map<string, string>();
  const lines = REGISTRATIONS.map((path) => {
    const all = (ts.sys.readFile(path) as string).split('\n');
    const kept = all.filter((line) => !folders.some((name) => line.includes(`'./${name}/`)));
    texts.set(path, kept.join('\n'));
    return all.length - kept.length;
  });
  return { texts, lines };
}

describe('a platform is one folder and one line', () => {
  it.each(VENDORS)('without %s, lib compiles', (vendor) => {
    const folders = [vendor, ...(BUILT_ON.get(vendor) ?? [])];
    const users = usersOf(folders);
    const { texts, lines } = withoutLines(folders);
    expect(lines).toEqual([folders.length, 1]);
    expect(problemsIn(compileWithout(folders, texts), users)).toEqual([]);
    // With its lines left in place it must not, or this would see nothing.
    expect(users).toContain(REGISTRATIONS[0]);
    expect(problemsIn(compileWithout(folders, new Map()), REGISTRATIONS)).toHaveLength(folders.length + 1);
  });

  it('is there for GrowthBook and Optimizely', () => {
    expect(VENDORS).toEqual(expect.arrayContaining(['growthbook', 'optimizely']));
  });
});
