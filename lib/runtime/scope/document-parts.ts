import type { StoredName } from '../../engine/decision.js';
import type { DocumentParts, StoreRequest } from '../../ports/assignment-store.js';
import type { VisitorHost, VisitorOrigin } from './host.js';

/** Which document is meant, as stores are asked for it. */
export function partsOf(
  {
    host,
    profile,
  }: { readonly host: Pick<VisitorHost, 'platform'>; readonly profile: { readonly origin: VisitorOrigin } },
  { key, feature, unit, value }: StoredName,
  visitor: string,
): DocumentParts {
  return {
    key,
    feature,
    unit,
    value,
    platform: host.platform.name,
    visitor,
    request: requestOf(profile.origin),
  };
}

/** The request of a visitor as stores are told of it; null outside of HTTP. */
export function requestOf(origin: VisitorOrigin): StoreRequest | null {
  return 'setCookie' in origin ? (origin as VisitorOrigin & StoreRequest) : null;
}
