import { PayloadError } from '../../../errors/payload.error.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { parsePayload } from '../../../platform-kit/parse-payload.js';
import { checkEnvelope } from './check-payload.js';
import { isRecord, ownAny, textOf } from './foreign-value.js';

/** Settings, with short names resolved. */
export interface ReadSettings {
  readonly definition: object;
  readonly accountId: unknown;
  readonly sdkKey: unknown;
  readonly version: unknown;
  readonly features: SettingsList;
  readonly campaigns: SettingsList;
  readonly groups: unknown;
  readonly campaignGroups: unknown;
}

/** A list of the settings. Under its short name, VWO does not check it. */
export interface SettingsList {
  /** `features` or `f`, `campaigns` or `c`: for warnings. */
  readonly name: string;
  readonly items: readonly unknown[];
  readonly isChecked: boolean;
}

const SETTINGS = { what: 'VWO settings', advice: 'Check the account and the SDK key.' };

/**
 * Reads settings, or the JSON text of them, as far as they concern everything.
 *
 * @throws PayloadError where VWO's SDK switches all flags off, and decisions cannot be told from what is left
 */
export function readSettings(payload: unknown): ReadSettings {
  const definition = parsePayload(payload, SETTINGS);
  const flaw = checkEnvelope(definition);
  if (flaw !== null) throw new PayloadError(`VWO settings: ${flaw.path}: ${flaw.message}.`);
  const accountId = ownAny(definition, 'a', 'accountId');
  if (textOf(accountId) === undefined) throw new PayloadError('VWO settings: a: expected a number or text.');
  return {
    definition,
    accountId,
    sdkKey: ownAny(definition, 'sK', 'sdkKey'),
    version: ownAny(definition, 'v', 'version'),
    features: readList(definition, 'f', 'features'),
    campaigns: readList(definition, 'c', 'campaigns'),
    groups: ownAny(definition, 'g', 'groups') || {},
    campaignGroups: ownAny(definition, 'cG', 'campaignGroups') || {},
  };
}

function readList(definition: object, short: string, long: string): SettingsList {
  const shortList = own(definition, short);
  const name = shortList ? short : long;
  const list = shortList || own(definition, long) || [];
  if (Array.isArray(list)) return { name, items: list, isChecked: name === long };
  // An empty object stands for nothing, unless the long name has something else to say.
  if (isRecord(list) && !own(definition, long)) return { name, items: [], isChecked: false };
  throw new PayloadError(`VWO settings: ${short}: expected a list.`);
}
