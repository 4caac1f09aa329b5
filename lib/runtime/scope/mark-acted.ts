/** A scope, as far as it is told that a decision was acted upon. */
interface ActingScope {
  acted: string | null;
  readonly host: object;
  readonly outer: ActingScope | undefined;
}

/** Says that a decision is acted upon, whether it counts or not: here, and in the scopes of the instance around this one. */
export function markActed(scope: ActingScope, key: string): void {
  scope.acted ??= key;
  for (let { outer } = scope; outer !== undefined; outer = outer.outer)
    if (outer.host === scope.host) outer.acted ??= key;
}
