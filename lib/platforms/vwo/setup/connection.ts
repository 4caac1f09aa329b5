import { kindOfValue } from '../../../platform-kit/describe-value.js';
/** The vendor's own collector. */
export const VWO_COLLECTOR = 'https://dev.visualwebsiteoptimizer.com';

/** The account and environment that requests are about. */
export interface VwoAccount {
  readonly accountId: string;
  readonly sdkKey: string;
}

/**
 * Checks what names an account and environment.
 *
 * @param of - the function that was called, for messages
 * @throws TypeError when one of them is missing or makes no sense; the key is not shown
 */
export function checkAccount(
  of: string,
  { accountId, sdkKey }: { readonly accountId?: unknown; readonly sdkKey?: unknown },
): VwoAccount {
  const account = typeof accountId === 'number' ? String(accountId) : accountId;
  if (typeof account !== 'string' || !/^\d+$/.test(account)) {
    throw new TypeError(
      `${of}() expects accountId: the number of your VWO account, such as "123456". Got ${kindOfValue(accountId)}.`,
    );
  }
  if (typeof sdkKey !== 'string' || sdkKey.trim() === '') {
    throw new TypeError(
      `${of}() expects sdkKey: the SDK key of the environment, from VWO's console. Got ${kindOfValue(sdkKey)}.`,
    );
  }
  return { accountId: account, sdkKey };
}

/**
 * Reads the address of a server, without slashes at its end.
 *
 * @param option - the option that it is given in, for messages
 * @throws TypeError when it is none
 */
export function serverUrl(option: string, address: unknown): string {
  const text = typeof address === 'string' && !/^https?:\/\//i.test(address) ? `https://${address}` : address;
  if (typeof text !== 'string' || address === '' || !URL.canParse(text)) {
    throw new TypeError(
      `Expected ${option} to be the address of a server, such as "https://gateway.example.com:8000", got ${kindOfValue(address)}.`,
    );
  }
  const { search, hash, href } = new URL(text);
  if (search !== '' || hash !== '') {
    throw new TypeError(`Expected ${option} to be an address without a query and a fragment.`);
  }
  return href.replace(/\/+$/, '');
}
