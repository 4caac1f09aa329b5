import { own } from '../../../platform-kit/foreign-json.js';
import { checkAccount } from '../setup/connection.js';
import { Gateway } from '../visitor/gateway.js';
import type { VwoGatewayOptions } from '../setup/vwo.options.js';

/** How {@link vwoAliases} is set up: as `vwo()` is. */
export interface VwoAliasOptions {
  /** The account's number, as a number or as digits. */
  readonly accountId: string | number;
  /** The SDK key of the environment, which the gateway is told with each request. */
  readonly sdkKey: string;
  /** The gateway service, which keeps the aliases. */
  readonly gateway: VwoGatewayOptions;
  /** Sends all requests. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** Users of VWO under several names: what one name was decided before a login holds for the other after it. */
export interface VwoAliases {
  /**
   * The user that an id is an alias of; the id itself if it is none. Answers are kept as `gateway` says.
   *
   * @throws SourceError when the gateway does not answer
   */
  userIdOf(id: string): Promise<string>;
  /**
   * Makes `aliasId` another name of a user. Spaces around both are left out.
   *
   * @throws TypeError when one of them is empty, or both are the same
   * @throws DeliveryError when the gateway does not take it
   */
  setAlias(userId: string, aliasId: string): Promise<void>;
}

/**
 * Aliases as VWO's SDK has them (`isAliasingEnabled`, `setAlias`), through the gateway service. A user is looked up before
 * decisions are made, as a unit of the module:
 *
 * @throws TypeError when an option makes no sense
 * @example
 * ```ts
 * const account = { accountId: '123456', sdkKey: process.env.VWO_SDK_KEY, gateway: { url: 'gateway.internal:8000' } };
 * const aliases = vwoAliases(account);
 * ExperimentationModule.forRoot({
 *   platform: vwo({ ...account, visitorUnit: 'user' }),
 *   units: async (context) => ({ user: await aliases.userIdOf(loginOf(context)) }),
 * })
 * ```
 */
export function vwoAliases(options: VwoAliasOptions): VwoAliases {
  const { accountId, sdkKey } = checkAccount('vwoAliases', options);
  const gateway = new Gateway(options.gateway, { accountId, fetch: options.fetch });
  return {
    userIdOf: async (id) => userOf(await gateway.aliased(sdkKey, id), id),
    setAlias: async (userId, aliasId) => {
      const [user, alias] = [name('userId', userId), name('aliasId', aliasId)];
      if (user === alias) throw new TypeError('setAlias() expects an alias that is not the user id itself.');
      await gateway.setAlias(sdkKey, user, alias);
    },
  };
}

/** The gateway answers with a list of users and their aliases. */
function userOf(answer: unknown, id: string): string {
  const entries: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const userId = own(
    entries.find((entry) => own(entry, 'aliasId') === id),
    'userId',
  );
  return typeof userId === 'string' && userId !== '' ? userId : id;
}

function name(of: string, value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text !== '') return text;
  throw new TypeError(`setAlias() expects ${of}: a text that is not empty, got ${typeof value}.`);
}
