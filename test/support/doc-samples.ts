import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { readDocument } from './markdown.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/');

/** The TypeScript samples of a document, in order. */
export function samplesOf(path: string): string[] {
  return [...readDocument(path).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code as string);
}

/**
 * What the compiler has to say about samples, each a module of its own that imports what is published.
 *
 * @param folder - where each of them would be, for what it imports by a relative path
 */
export function problemsWith(samples: readonly string[], folder = 'test'): string[] {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const files = new Map(samples.map((code, index) => [`${ROOT}${folder}/sample-${index}.ts`, code]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const code = files.get(name);
    return code === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, code, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start }) =>
        `${name.slice(ROOT.length)}:${start} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}
