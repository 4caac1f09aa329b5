import type { Assignment, Decision, StoredDocument } from '../../../lib/engine/decision.js';
import type { Program } from '../../../lib/engine/program.js';
import { decideDefaults } from '../../../lib/platforms/optimizely/setup/decide.options.js';
import type { DecideAllOptions } from '../../../lib/runtime/questions/decide-options.js';
import { VisitorExperiments } from '../../../lib/runtime/questions/visitor-experiments.js';
import type { VisitorHost } from '../../../lib/runtime/scope/host.js';
import { InlineFlags } from '../../../lib/runtime/scope/inline-flags.js';
import { VisitorScope } from '../../../lib/runtime/scope/visitor-scope.js';
import { LogOnce } from '../../../lib/runtime/shared/log-once.js';
import { VisitorDocuments } from '../../../lib/runtime/stored/documents.js';
import type { AssignmentStore, DocumentParts } from '../../../lib/ports/assignment-store.js';
import type { GeneratedVisitor } from './generate-visitor.js';
import { impressionOf, observationOf } from './observe.js';
import type { CallObservation } from './oracle.js';

/** A generated visitor as an application asks about them: through a scope of their own, with all that it reports and stores. */
class ApplicationVisitor extends VisitorExperiments {
  /** What was reported, in order. */
  readonly exposures: Assignment[] = [];
  /** What was stored, in order. */
  readonly saved: StoredDocument[] = [];
  /** What was logged. */
  readonly warnings: string[] = [];
  readonly #scope: VisitorScope;

  private constructor(program: Program, visitor: GeneratedVisitor, predictions: boolean, defaults: unknown) {
    super();
    const host = this.#host(program, visitor, predictions, defaults);
    const origin = { url: '', userAgent: null, ip: null };
    const init = { visitorCode: visitor.userId, origin, outer: undefined, described: true };
    this.#scope = new VisitorScope(host, init);
  }

  /**
   * Has a visitor come, and everything about them at hand.
   *
   * @param defaults - Optimizely's decide options that the platform is set up with
   */
  static async of(
    program: Program,
    visitor: GeneratedVisitor,
    predictions: boolean,
    defaults: unknown,
  ): Promise<ApplicationVisitor> {
    const one = new ApplicationVisitor(program, visitor, predictions, defaults);
    one.setAttributes(visitor.attributes);
    // Past the check of keys: a datafile may have a flag or an experiment without a name.
    for (const { flagKey, ruleKey, variationKey } of visitor.forcedDecisions) {
      one.#scope.forceVariation(flagKey, ruleKey, variationKey);
    }
    for (const [key, variation] of Object.entries(visitor.forcedVariations)) {
      one.#scope.force('customAssignments', key, variation);
    }
    await one.prefetch();
    return one;
  }

  /** What can be seen of a call that gave these decisions. */
  async observed(decisions: readonly Decision[]): Promise<CallObservation> {
    await this.#scope.host.documents?.drain();
    return {
      decisions: decisions.map(observationOf),
      impressions: this.exposures.map((one) => impressionOf(one, this.visitorCode)),
      saved: this.saved.slice(-1),
    };
  }

  protected override scope(): VisitorScope {
    return this.#scope;
  }

  #host(program: Program, visitor: GeneratedVisitor, predictions: boolean, defaults: unknown): VisitorHost {
    const log = (message: unknown): void => void this.warnings.push(String(message));
    const notices = new LogOnce({ error: log, warn: log, log, debug: log });
    const { profile, userId, segments } = visitor;
    const documents =
      profile === undefined
        ? null
        : new VisitorDocuments({
            store: this.#store(userId, profile),
            timeoutMs: 1_000,
            notices,
            isCurrent: () => null,
          });
    const facts = new Map<string, unknown>();
    if (segments !== null) facts.set('qualifiedSegments', segments);
    if (predictions) facts.set('cmab', visitor.predictions);
    return {
      name: 'default',
      program,
      platform: {
        name: 'optimizely',
        subject: ({ units, attributes, url }) => ({ units, attributes, url }),
        prefetch: () => facts,
        decideDefaults: decideDefaults(defaults),
        forcesRules: true,
      },
      events: {
        offer: () => undefined,
        expose: (exposure) => void this.exposures.push(exposure),
        accepts: () => false,
        wantsEveryUsage: false,
      },
      documents,
      inline: new InlineFlags(),
      notices,
      asyncContext: false,
      gates: { exposure: 'pass', undecided: 'closed' },
      keys: { note: () => undefined },
      maxCodeLength: 1_024,
      prefetchTimeoutMs: 1_000,
      describe: null,
    };
  }

  /** A store with one visitor's record, which is read at once. */
  #store(userId: string, profile: Readonly<Record<string, unknown>> | null): AssignmentStore {
    return {
      read: (parts: readonly DocumentParts[]) =>
        parts.map(({ key }) => (key === userId && profile !== null ? profile : undefined)),
      write: (_parts: DocumentParts, document: StoredDocument) => void this.saved.push(document),
    };
  }
}

/** How a visitor is asked about. */
interface Asked {
  /** Optimizely's decide options that the platform is set up with. */
  readonly defaults?: readonly string[];
  /** Whether what the prediction service answers is at hand. */
  readonly predictions?: boolean;
}

/** Asks for one flag. */
export async function askFlag(
  program: Program,
  visitor: GeneratedVisitor,
  key: string,
  { defaults = [], predictions = false, options = [] }: Asked & { readonly options?: readonly string[] },
): Promise<{ readonly decision: Decision; readonly call: CallObservation }> {
  // To an application `expose: false` is only a look; what is acted upon and stored in silence is set up so.
  const silence = options.filter((option) => option === 'DISABLE_DECISION_EVENT');
  const one = await ApplicationVisitor.of(program, visitor, predictions, [...defaults, ...silence]);
  const decision = one.decide(key, callOptions(options));
  return { decision, call: await one.observed([decision]) };
}

/** Asks for several flags, or all of them, through `decideAll`. What is not to be reported is only looked at. */
export async function askFlags(
  program: Program,
  visitor: GeneratedVisitor,
  asked: Asked & { readonly options: readonly string[]; readonly keys?: readonly string[] },
): Promise<{ readonly decisions: readonly Decision[]; readonly call: CallObservation }> {
  const { defaults = [], predictions = false, options, keys } = asked;
  const one = await ApplicationVisitor.of(program, visitor, predictions, defaults);
  const expose = ![...defaults, ...options].includes('DISABLE_DECISION_EVENT');
  const decisions = [...one.decideAll({ ...callOptions(options), keys, expose }).values()];
  const call = await one.observed(decisions);
  return { decisions, call: leveled(call, visitor, [...defaults, ...options]) };
}

/** What Optimizely's options of a call are to an application: only what they name is said. */
function callOptions(options: readonly string[]): Omit<DecideAllOptions, 'keys' | 'expose'> {
  return {
    ...(options.includes('INCLUDE_REASONS') && { reasons: true }),
    ...(options.includes('EXCLUDE_VARIABLES') && { variables: false }),
    ...(options.includes('IGNORE_USER_PROFILE_SERVICE') && { ignoreStored: true }),
    ...(options.includes('ENABLED_FLAGS_ONLY') && { enabledOnly: true }),
  };
}

/**
 * Levels what differs on purpose between a call for several flags in the official SDK and in an application:
 * the order of the answers (an object lists small integers first); flags that there are not count as enabled there; an experiment behind several flags is reported by each
 * there, and once in a request here; later flags see what earlier ones were bucketed into even where nothing is
 * stored or the application's own record wins there,
 * which changes their reasons, and no answer; the profile is written once there, and with each decision here; and what is
 * not to be reported is stored there, and only looked at here.
 */
export function leveled(
  { decisions, impressions, saved }: CallObservation,
  visitor: GeneratedVisitor,
  options: readonly string[],
): CallObservation {
  const silent = options.includes('DISABLE_DECISION_EVENT');
  const given = '$opt_experiment_bucket_map' in visitor.attributes;
  const stores = visitor.profile !== undefined && !given && !silent;
  const told = stores || options.includes('IGNORE_USER_PROFILE_SERVICE');
  const met = new Set<string>();
  const enabledOnly = options.includes('ENABLED_FLAGS_ONLY');
  return {
    decisions: decisions
      .filter(({ enabled }) => !enabledOnly || enabled)
      .map((one) => (told ? one : { ...one, reasons: [] }))
      .toSorted((a, b) => (String(a.flagKey) < String(b.flagKey) ? -1 : 1)),
    impressions: impressions.filter((one) => isNew(met, one)),
    saved: silent ? [] : saved.slice(-1),
  };
}

/**
 * What an impression tells besides the keys of rule and variation and the kind of rule, by which a request knows what it has
 * reported: whose flag it was, and ids, which differ only where a datafile has a key twice.
 */
const BESIDES = new Set(['flag_key', 'enabled', 'campaign_id', 'experiment_id', 'variation_id', 'entity_id']);

/** Whether the assignment that an impression tells of is met for the first time, whatever flag has led to it. */
function isNew(met: Set<string>, impression: unknown): boolean {
  const told = JSON.stringify(impression, (name, value: unknown) => (BESIDES.has(name) ? undefined : value));
  if (met.has(told)) return false;
  met.add(told);
  return true;
}
