import type { UnitValue } from '../../engine/subject.js';
import { toMap } from '../../engine/subject.js';
import type { ExplicitVisitor } from '../../ports/visitor.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { innermostScope } from '../../runtime/scope/storage.js';

/** A scope that lives as long as a connection. */
interface Bond {
  readonly scope: VisitorScope;
  /** What the application has said of the visitor with the last message. */
  said: ReadonlyMap<string, unknown>;
}

/** The scopes that the messages of a connection share. A connection that nobody holds any more is forgotten. */
export class ConnectionScopes {
  readonly #bonds = new WeakMap<object, Bond>();

  /** The connection's scope, with what is news about the visitor; undefined when there is none yet, or the visitor is another. */
  find(connection: object, visitor: ExplicitVisitor): VisitorScope | undefined {
    const bond = this.#bonds.get(connection);
    const units = toMap(visitor.units);
    if (bond === undefined || !fits(bond.scope) || !isSame(bond.scope, visitor.visitorCode, units))
      return undefined;
    for (const [name, value] of units) bond.scope.setUnit(name, value);
    const said = toMap(visitor.attributes);
    bond.scope.setAttributes(newsIn(said, bond.said));
    bond.said = new Map(said);
    return bond.scope;
  }

  keep(connection: object, scope: VisitorScope, { attributes }: ExplicitVisitor): void {
    this.#bonds.set(connection, { scope, said: new Map(toMap(attributes)) });
  }
}

/** Other module instances have their scopes around this one: where theirs are new, those that the old one knows are past. */
function fits({ outer }: VisitorScope): boolean {
  const innermost = innermostScope();
  return innermost === undefined || innermost === outer;
}

/** A unit with another value is another visitor: somebody has logged in as somebody else. */
function isSame(
  { profile }: VisitorScope,
  visitorCode: string,
  units: ReadonlyMap<string, UnitValue>,
): boolean {
  if (profile.visitorCode !== visitorCode) return false;
  for (const [name, value] of units) {
    if (profile.units.has(name) && profile.units.get(name) !== value) return false;
  }
  return true;
}

/** Only what was said otherwise before: what a handler has set meanwhile stays. */
function newsIn(
  said: ReadonlyMap<string, unknown>,
  before: ReadonlyMap<string, unknown>,
): Map<string, unknown> {
  const news = new Map<string, unknown>();
  for (const [name, value] of said) {
    if (!before.has(name) || !Object.is(before.get(name), value)) news.set(name, value);
  }
  return news;
}
