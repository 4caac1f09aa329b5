/** An address without user, query and fragment: what may be shown and logged. */
export function originOf(address: string | URL): string {
  if (!URL.canParse(String(address))) return 'an address that is no URL';
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/**
 * How a service is called in logs and messages: its name and its host. Host names are no secret; what follows them may be.
 *
 * @example
 * ```ts
 * hostLabel('VWO', 'https://dev.visualwebsiteoptimizer.com/x?key=1') // 'VWO (https://dev.visualwebsiteoptimizer.com)'
 * ```
 */
export function hostLabel(name: string, address: string | URL): string {
  return `${name} (${URL.canParse(String(address)) ? new URL(address).origin : 'unknown host'})`;
}
