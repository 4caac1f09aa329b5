import type { Flag, Program, ProgramWarning } from '../../../engine/program.js';
import { createProgram } from '../../../engine/program.js';
import type { Steps } from '../../../engine/stepwise.js';
import { finish } from '../../../engine/stepwise.js';
import type { StoredName } from '../../../engine/decision.js';
import type { Subject } from '../../../engine/subject.js';
import { quarantinedFlag } from '../../../platform-kit/quarantined-flag.js';
import { revisionOf } from '../../../platform-kit/revision.js';
import { unknownFlag } from '../../../engine/unknown-flag.js';
import { Bucketer } from '../decide/bucketing.js';
import { CampaignLookup } from '../subject/campaign-lookup.js';
import { checkNotes } from '../payload/check-payload.js';
import { readCampaigns } from '../payload/campaign-list.js';
import { compileGoals } from './compile-goals.js';
import { chosen, strangerRules } from '../decide/entry-rules.js';
import { featureFlag } from '../decide/flag-rules.js';
import type { LinkedRule } from '../decide/linked-rule.js';
import { FeatureLinker } from './link-features.js';
import type { ReadSettings } from '../payload/read-payload.js';
import { readSettings } from '../payload/read-payload.js';
import { settingsFacts } from './settings-facts.js';
import { storedName, visitorText } from '../subject/subject-keys.js';
import { VisitorIds } from '../subject/visitor-id.js';

/** How VWO settings are compiled. */
export interface VwoCompileOptions {
  /** Identifies the content of the settings. @defaultValue account, version and a hash of the content */
  readonly revision?: string;
}

/**
 * Compiles VWO's settings (Feature Management and Experimentation) into a program that decides as vwo-fme-node-sdk 1.35 does.
 *
 * What the SDK's user context holds is read from the subject like this:
 *
 * | context | subject |
 * | --- | --- |
 * | `id` | unit `visitor` |
 * | `customVariables` | attributes |
 * | `variationTargetingVariables` | fact `variationTargetingVariables` (an object or Map) |
 * | `userAgent`, `ipAddress` | facts of the same names (texts; leave out what is unknown) |
 * | `_vwo.location`, `_vwo.userAgent` | facts `location`, `userAgentInfo` (objects) |
 * | the gateway's answers on lists | fact `attributeLists`: `{ [listId]: { [text of the value]: answer } }` |
 * | `postSegmentationVariables` | fact of the same name (a list of attribute names) |
 * | `bucketingSeed` (of later SDKs) | fact of the same name (text): hashed in place of the id |
 * | storage connector | stored documents: see {@link storedName}, {@link groupFeatureKey} |
 *
 * Forced variations are keyed by campaign key and name a variation by key, id or index. Custom assignments do not exist with
 * VWO. With `enabled: false` rollouts are decided, tests and personalizations are not; with `qaMode` only whitelists place
 * visitors in tests, and of rollouts only those count that take everybody. Forced variations apply with both.
 *
 * A decision's value is the variable of the variation served if it has one only, all of them by key if it has several, and true
 * if it has none; a feature that is off has no value, or false if it has no variables. `variables` are those of the variation
 * served, and the variation's `value` lists them with their ids and types. `details` is what {@link integrationProperties} needs.
 *
 * @param payload - settings as `/server-side/v2-settings` serves them (with `features` and `campaigns` there, be they empty),
 * or the JSON text of them
 * @returns the program; malformed features are in its warnings and out of service
 * @throws PayloadError when it has no account, or features, campaigns or groups are not what they should be as a whole
 */
export function compileVwo(payload: unknown, options: VwoCompileOptions = {}): Program {
  return finish(compileVwoSteps(payload, options));
}

/** The work of {@link compileVwo}, a campaign or feature a step. */
export function* compileVwoSteps(payload: unknown, options: VwoCompileOptions = {}): Steps<Program> {
  const settings = readSettings(payload);
  const warnings: ProgramWarning[] = checkNotes(settings.definition).map(({ path, message }) => ({
    flagKey: null,
    path,
    message: `${message}; decisions do not hang on it`,
    quarantined: false,
  }));
  const campaigns = yield* readCampaigns(settings.campaigns, warnings);
  const linked = yield* new FeatureLinker(settings, campaigns, warnings).link();
  const lookup = new CampaignLookup(
    campaigns.list,
    new Bucketer(),
    new VisitorIds(String(settings.accountId)),
  );
  const flags = new Map<string, Flag>();
  for (const [key, [, feature]] of linked.features) flags.set(key, featureFlag(feature, lookup));
  for (const [key, problem] of linked.quarantined)
    flags.set(key, quarantinedFlag({ key, message: outOfService(key, problem) }));
  const storedFor = [...linked.features.keys(), ...linked.groupKeys];
  const program: Program = createProgram({
    revision: options.revision ?? revisionOfSettings(settings, payload),
    flags,
    goals: compileGoals(settings.features.items),
    warnings,
    unknown: (key) => ({
      key,
      rules: strangerRules(key, lookup),
      otherwise: () => unknownFlag(key, program),
    }),
    unknownForced: unknownForced([...linked.features.values()].flatMap(([, { rules }]) => rules)),
    storedNames: (subject) => storedNames(storedFor, subject),
    facts: settingsFacts(settings, linked.features, linked.attributeLists),
  });
  return program;
}

/** By campaign key, as forced variations are. */
function unknownForced(rules: readonly LinkedRule[]): Program['unknownForced'] {
  return (key, variation) => {
    const known = rules.filter(({ campaign }) => String(campaign.key) === key);
    if (known.length === 0) return 'key';
    return known.some((rule) => chosen(rule, variation) !== undefined) ? null : 'variation';
  };
}

function outOfService(key: string, problem: string): string {
  return `Flag "${key}" is malformed and out of service: ${problem}. Correct it in the configuration.`;
}

function storedNames(featureKeys: readonly string[], subject: Subject): readonly StoredName[] {
  const user = visitorText(subject);
  return user === undefined ? [] : featureKeys.map((key) => storedName(key, user));
}

function revisionOfSettings({ accountId, version }: ReadSettings, payload: unknown): string {
  const text = typeof payload === 'string' ? payload : jsonOf(payload);
  return revisionOf(text, accountId, version);
}

/** Empty for settings that are no JSON (they contain themselves): the version alone tells them apart then. */
function jsonOf(payload: unknown): string {
  try {
    return JSON.stringify(payload);
  } catch {
    return '';
  }
}
