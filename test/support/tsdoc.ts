import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** As the compiler writes paths, on every system. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/');
const CONFIG = 'lib/tsconfig.json';

/**
 * What of the exports of these files has no TSDoc, members included: lines such as `lib/ports/sink.ts: Sink.send`. Overloads of a
 * function need a comment each, overloads of a method one together.
 *
 * @param entries - paths from the root of the repository
 */
export function undocumentedIn(entries: readonly string[]): string[] {
  const files = entries.map((entry) => ROOT + entry);
  const program = ts.createProgram(files, compilerOptions());
  const checker = program.getTypeChecker();
  const symbols = new Set<ts.Symbol>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} exports nothing.`);
    for (const symbol of checker.getExportsOfModule(module)) symbols.add(originalOf(symbol, checker));
  }
  return [...symbols].flatMap(undocumentedOf).toSorted();
}

function compilerOptions(): ts.CompilerOptions {
  const { config, error } = ts.readConfigFile(ROOT + CONFIG, ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.parseJsonConfigFileContent(config, ts.sys, `${ROOT}lib`).options;
}

/** What an export stands for, through all re-exports. */
function originalOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function undocumentedOf(symbol: ts.Symbol): string[] {
  return (symbol.declarations ?? []).flatMap((declaration) => {
    const { fileName } = declaration.getSourceFile();
    if (!fileName.startsWith(`${ROOT}lib/`)) return [];
    const names = undocumentedMembers(declaration).map((member) => `${symbol.name}.${member}`);
    if (!hasComment(commentedNode(declaration))) names.unshift(symbol.name);
    return names.map((name) => `${fileName.slice(ROOT.length)}: ${name}`);
  });
}

function undocumentedMembers(declaration: ts.Declaration): string[] {
  const members = membersOf(declaration).flatMap((member): readonly (ts.Node & { name?: ts.Node })[] =>
    ts.isConstructorDeclaration(member) ? propertiesAmong(member) : [member],
  );
  const documented = new Set<string>();
  const names = new Set<string>();
  for (const member of members) {
    if (member.name === undefined || ts.isPrivateIdentifier(member.name) || isPrivate(member)) continue;
    names.add(member.name.getText());
    if (hasComment(member)) documented.add(member.name.getText());
  }
  return [...names].filter((name) => !documented.has(name));
}

/** The members of a class, interface or enumeration, or of an object type that an alias or a variable has. */
function membersOf(
  declaration: ts.Declaration,
): readonly (ts.ClassElement | ts.TypeElement | ts.EnumMember)[] {
  if (ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration)) return declaration.members;
  if (ts.isEnumDeclaration(declaration)) return declaration.members;
  if (!ts.isTypeAliasDeclaration(declaration) && !ts.isVariableDeclaration(declaration)) return [];
  const { type } = declaration;
  return type !== undefined && ts.isTypeLiteralNode(type) ? type.members : [];
}

/** Parameters of a constructor that are members of the class for everybody. */
function propertiesAmong(constructor: ts.ConstructorDeclaration): ts.ParameterDeclaration[] {
  return constructor.parameters.filter(
    (parameter) =>
      ts.isParameterPropertyDeclaration(parameter, constructor) &&
      !hasModifier(parameter, ts.SyntaxKind.ProtectedKeyword),
  );
}

function isPrivate(node: ts.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.PrivateKeyword);
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((one) => one.kind === kind) ?? false);
}

/** Where a declaration's comment stands: that of a variable before the whole statement. */
function commentedNode(declaration: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

function hasComment(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length !== 0;
}
