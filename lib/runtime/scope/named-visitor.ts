import { toMap } from '../../engine/subject.js';
import type { ExplicitVisitor } from '../../ports/visitor.js';
import { clientAddress } from '../shared/client-address.js';
import type { VisitorHost, VisitorOrigin } from './host.js';
import { VisitorScope } from './visitor-scope.js';

/**
 * Opens a scope for a visitor who is named by the application.
 *
 * @throws `TypeError` when the visitor code is no text or empty
 */
export function openNamedScope(
  host: VisitorHost,
  visitor: ExplicitVisitor,
  outer: VisitorScope | undefined,
): VisitorScope {
  const { visitorCode, units, attributes } = visitor;
  if (typeof visitorCode !== 'string' || visitorCode === '') {
    throw new TypeError(
      `Expected a visitor such as { visitorCode: 'job-42' }: a text that is not empty, received ${visitorCode === '' ? "''" : typeof visitorCode}.`,
    );
  }
  const scope = new VisitorScope(host, { visitorCode, origin: originOf(visitor), outer, described: true });
  for (const [unit, value] of toMap(units)) scope.setUnit(unit, value);
  const given = toMap(attributes);
  if (given.size !== 0) scope.profile.setAttributes(given);
  return scope;
}

function originOf({ url, userAgent, ip }: ExplicitVisitor): VisitorOrigin {
  return { url: url ?? '', userAgent: userAgent ?? null, ip: clientAddress(ip) };
}
