import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/');

/** Where applications find sinks: the main entry, and those of the platforms. */
function entries(): string[] {
  const platforms = readdirSync(`${ROOT}lib/platforms`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${ROOT}lib/platforms/${name}/index.ts`);
  return [`${ROOT}lib/index.ts`, ...platforms.filter((file) => existsSync(file))];
}

/** Every function that is exported and makes a sink, with the names of all its options. */
export function sinkOptions(): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(`${ROOT}lib/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, `${ROOT}lib`);
  const program = ts.createProgram(entries(), options);
  const checker = program.getTypeChecker();
  const sinks = new Map<string, readonly string[]>();
  for (const file of entries()) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} exports nothing.`);
    for (const symbol of checker.getExportsOfModule(module)) {
      if (symbol.name.endsWith('Sink')) addSink(symbol, checker, sinks);
    }
  }
  return sinks;
}

function addSink(symbol: ts.Symbol, checker: ts.TypeChecker, sinks: Map<string, readonly string[]>): void {
  const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = original.valueDeclaration;
  if (declaration === undefined) return;
  const [signature] = checker.getTypeOfSymbolAtLocation(original, declaration).getCallSignatures();
  if (signature === undefined) return;
  const names = new Set<string>();
  for (const parameter of signature.parameters) {
    const given = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
    // A sink that another one is put around: its members are no options.
    if (given.getProperty('send') !== undefined) continue;
    const shapes = given.isUnion() ? given.types : [given];
    for (const shape of shapes) for (const { name } of shape.getProperties()) names.add(name);
  }
  sinks.set(symbol.name, [...names].toSorted());
}
