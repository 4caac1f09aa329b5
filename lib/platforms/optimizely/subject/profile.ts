import type { StoredDocument } from '../../../engine/decision.js';
import type { Subject } from '../../../engine/subject.js';
import { IGNORES_STORED } from '../../../engine/subject.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { VariationNode } from '../payload/payload.js';
import { entryOf, text } from '../payload/read-json.js';
import { GIVEN_DECISIONS } from './visitor.js';

const OWNER = 'optimizely.profile';

/**
 * The visitor's stored decisions during one call: what the store has, what the attribute `$opt_experiment_bucket_map` lays
 * over it, and what was decided since. Its document has the shape that Optimizely's SDKs keep:
 * `{ user_id, experiment_bucket_map: { [experimentId]: { variation_id } } }`.
 */
export class Profile {
  private decided: Map<string, unknown> | null = null;
  private readonly stored: object;
  private readonly given: object;

  constructor(
    private readonly visitorId: string,
    subject: Subject,
  ) {
    this.stored = asObject(subject.stored?.get(visitorId)?.['experiment_bucket_map']);
    this.given = asObject(subject.attributes.get(GIVEN_DECISIONS));
  }

  /** The variation id stored for an experiment. */
  variationId(experimentId: string): string | undefined {
    if (this.decided?.has(experimentId) === true) return text(this.decided.get(experimentId));
    const map = Object.hasOwn(this.given, experimentId) ? this.given : this.stored;
    if (!Object.hasOwn(map, experimentId)) return undefined;
    const entry = (map as Readonly<Record<string, unknown>>)[experimentId];
    const decision = entryOf(entry);
    return decision === null ? undefined : text(own(decision, 'variation_id'));
  }

  /** Remembers a decision. */
  decide(experimentId: string, variationId: unknown): void {
    (this.decided ??= new Map()).set(experimentId, variationId);
  }

  /** What the store should have from now on. */
  document(): StoredDocument {
    const entries = new Map<string, unknown>([...Object.entries(this.stored), ...Object.entries(this.given)]);
    for (const [experimentId, variationId] of this.decided ?? []) {
      entries.set(experimentId, { variation_id: variationId });
    }
    // fromEntries defines members, so that an id such as __proto__ is one like any other.
    return { user_id: this.visitorId, experiment_bucket_map: Object.fromEntries(entries) };
  }
}

/** A profile for the decision alone, where nothing is stored; null when stored decisions are ignored. */
function openProfile(walk: Walk, visitorId: string): Profile | null {
  if (ignoresStored(walk.subject)) return null;
  return walk.memory(OWNER, () => new Profile(visitorId, walk.subject));
}

/** The profile of the call; null when there is nothing stored and nowhere to store. */
export function profileOf(walk: Walk, visitorId: string): Profile | null {
  const { subject } = walk;
  const open = walk.recall<Profile>(OWNER);
  if (open !== undefined) return open;
  if (subject.stored === null && !subject.attributes.has(GIVEN_DECISIONS)) return null;
  if (ignoresStored(subject)) return null;
  return walk.memory(OWNER, () => new Profile(visitorId, subject));
}

/** Remembers a bucketing, and asks for it to be stored if there is a store. */
export function remember(
  walk: Walk,
  visitorId: string,
  experimentId: string,
  variation: VariationNode,
): void {
  // Without a store nobody asks again within the decision, unless the variation cannot answer it.
  const profile = profileOf(walk, visitorId) ?? (variation.reachable ? null : openProfile(walk, visitorId));
  if (profile === null) return;
  profile.decide(experimentId, own(variation.raw, 'id'));
  if (walk.subject.stored !== null) walk.write(visitorId, profile.document());
}

/** Whether the fact `ignoreStoredDecisions` is set. */
export function ignoresStored(subject: Subject): boolean {
  return subject.facts.size !== 0 && subject.facts.get(IGNORES_STORED) === true;
}

const NOTHING = Object.freeze({});

/** Texts and lists have members too, by position. */
function asObject(value: unknown): object {
  if (!value) return NOTHING;
  if (typeof value === 'string' || Array.isArray(value)) return Object.fromEntries(Object.entries(value));
  return typeof value === 'object' ? value : NOTHING;
}
