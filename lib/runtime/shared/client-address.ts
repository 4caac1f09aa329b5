/** An IPv4 address as sockets of both families write it. */
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** The address of a client; an IPv4 address as such, however the socket that took the connection writes it. */
export function clientAddress(ip: string | null | undefined): string | null {
  if (ip === undefined || ip === null) return null;
  return ip.startsWith('::') ? (MAPPED.exec(ip)?.[1] ?? ip) : ip;
}
