import type { ProgramWarning } from '../../../engine/program.js';
import type { Steps } from '../../../engine/stepwise.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Flaw } from './check-payload.js';
import { checkCampaign } from './check-payload.js';
import type { Campaign } from './campaign.js';
import { readCampaign } from './campaign.js';
import type { SettingsList } from './read-payload.js';

/** The campaigns of the settings. */
export interface Campaigns {
  /** Those that can be used, in payload order. */
  readonly list: readonly Campaign[];
  /** By id, the last of each; null for one that is malformed. */
  readonly byId: ReadonlyMap<unknown, Campaign | null>;
}

/** Reads all campaigns, one a step. A malformed one is reported, and takes out of service the features that it is linked to. */
export function* readCampaigns(campaigns: SettingsList, warnings: ProgramWarning[]): Steps<Campaigns> {
  const list: Campaign[] = [];
  const byId = new Map<unknown, Campaign | null>();
  for (const [i, definition] of campaigns.items.entries()) {
    yield;
    const flaw = (campaigns.isChecked ? checkCampaign(definition) : null) ?? tryCompile(definition, list);
    byId.set(own(definition, 'id'), flaw === null ? (list.at(-1) ?? null) : null);
    if (flaw === null) continue;
    const path = `${campaigns.name}[${i}]${flaw.path === '' ? '' : `.${flaw.path}`}`;
    const message = `${flaw.message}; the campaign is ignored, and features that use it are out of service`;
    warnings.push({ flagKey: null, path, message, quarantined: false });
  }
  return { list, byId };
}

/** Adds a campaign to the list. What is not checked may have values that cannot even be made text. */
function tryCompile(definition: unknown, list: Campaign[]): Flaw | null {
  try {
    list.push(readCampaign(definition));
    return null;
  } catch (error) {
    return { path: '', message: error instanceof Error ? error.message : String(error) };
  }
}
