import type { EventVisitor } from '../../../ports/sink.js';

/** The members of a wire event that come from the visitor's attributes. */
export interface WireVisitor {
  readonly user_id: string | null;
  readonly device_id: string | null;
  readonly page_id: string | null;
  readonly session_id: string | null;
  readonly page_title?: string;
  readonly utm_campaign?: string;
  readonly utm_content?: string;
  readonly utm_medium?: string;
  readonly utm_source?: string;
  readonly utm_term?: string;
  /** All other attributes. */
  readonly context_json: ReadonlyMap<string, unknown>;
}

/** Attributes that are shown as members of their own when they are texts, and the members' names. */
const OPTIONAL_MEMBERS = [
  ['pageTitle', 'page_title'],
  ['utmCampaign', 'utm_campaign'],
  ['utmContent', 'utm_content'],
  ['utmMedium', 'utm_medium'],
  ['utmSource', 'utm_source'],
  ['utmTerm', 'utm_term'],
] as const;

/** Attributes that identify the device, in order of preference. */
const DEVICE_ATTRIBUTES = ['device_id', 'anonymous_id', 'id'] as const;

const LIFTED: ReadonlySet<string> = new Set([
  'user_id',
  'page_id',
  'session_id',
  ...DEVICE_ATTRIBUTES,
  ...OPTIONAL_MEMBERS.map(([attribute]) => attribute),
]);

/**
 * The attributes that GrowthBook sees of a visitor: units under the names of the attributes they are hashed as, and over them
 * what the application knows.
 *
 * @param unitAttributes - attribute names of units; others keep their own
 */
export function attributesOf(
  visitor: Pick<EventVisitor, 'units' | 'attributes'>,
  unitAttributes: ReadonlyMap<string, string>,
): ReadonlyMap<string, unknown> {
  const attributes = new Map<string, unknown>();
  for (const [unit, value] of visitor.units) attributes.set(unitAttributes.get(unit) ?? unit, value);
  for (const [name, value] of visitor.attributes) attributes.set(name, value);
  return attributes;
}

/** Sorts attributes into the places that GrowthBook's ingestion has for them. */
export function wireVisitor(attributes: ReadonlyMap<string, unknown>): WireVisitor {
  const device = DEVICE_ATTRIBUTES.map((name) => attributes.get(name)).find(Boolean) ?? attributes.get('id');
  const optional = OPTIONAL_MEMBERS.flatMap(([attribute, member]) => {
    const text = attributes.get(attribute);
    return typeof text === 'string' && text !== '' ? [[member, text] as const] : [];
  });
  return {
    user_id: textOrNull(attributes.get('user_id')),
    device_id: textOrNull(device),
    page_id: textOrNull(attributes.get('page_id')),
    session_id: textOrNull(attributes.get('session_id')),
    ...Object.fromEntries(optional),
    context_json: new Map([...attributes].filter(([name]) => !LIFTED.has(name))),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
