import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Writes `lib` as JavaScript, file by file and unchecked: what a child process can load.
 *
 * @param folder - an empty one; dependencies are found from it
 */
export function buildLib(folder: string): void {
  const { config } = ts.readConfigFile('lib/tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('lib'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const file of readdirSync('lib', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join('lib', file), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { ...options, sourceMap: false, inlineSources: false, declaration: false },
      // Whether it is an ECMAScript module is told by its name alone.
      fileName: file.replace(/\.ts$/, '.mts'),
    });
    const target = join(folder, 'lib', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}
