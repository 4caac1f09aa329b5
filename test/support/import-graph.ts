import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Files that a file imports or re-exports when it is loaded: type-only imports and `import()` load nothing. */
export function importsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements
    .map(loadedBy)
    .filter((path) => path?.startsWith('.') === true)
    .map((path) => join(dirname(file), String(path)).replace(/\.js$/, '.ts'));
}

/** All files that are loaded with a file, itself included. */
export function loadedWith(entry: string): ReadonlySet<string> {
  const found = new Set([entry]);
  for (const file of found) for (const imported of importsOf(file)) found.add(imported);
  return found;
}

function loadedBy(statement: ts.Statement): string | undefined {
  if (ts.isImportDeclaration(statement)) {
    const typesOnly = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return typesOnly ? undefined : (statement.moduleSpecifier as ts.StringLiteral).text;
  }
  if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return undefined;
  return (statement.moduleSpecifier as ts.StringLiteral | undefined)?.text;
}
