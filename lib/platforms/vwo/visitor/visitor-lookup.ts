import type { Program } from '../../../engine/program.js';
import type { UnitValue } from '../../../engine/subject.js';
import { toMap } from '../../../engine/subject.js';
import type { Platform, VisitorFacts } from '../../../ports/platform.js';
import { FactSearch } from './fact-search.js';
import { textOf } from '../payload/foreign-value.js';
import type { Gateway, GatewayVisitor } from './gateway.js';
import type { AttributeList } from '../targeting/segment-parts.js';
import { VWO_PROGRAM_FACTS } from '../compile/settings-facts.js';
import { USER_ID_VARIABLE, VISITOR_UNIT, VWO_FACTS } from '../subject/subject-keys.js';
import { VisitorIds } from '../subject/visitor-id.js';
import type { VwoOptions } from '../setup/vwo.options.js';

/** Who is asked about visitors. */
export interface Lookups extends Pick<
  VwoOptions,
  'geo' | 'userAgent' | 'variationTargetingVariables' | 'visitorUnit'
> {
  readonly gateway: Gateway | null;
}

/** Finds out what segments need to know of visitors, and no more. Undefined: there is nobody to ask. */
export function visitorLookup(sources: Lookups): Platform['prefetch'] {
  const { gateway, geo, userAgent } = sources;
  if (gateway === null && geo === undefined && userAgent === undefined) return undefined;
  return (visitor, program, signal) => {
    const needed = program.facts.get(VWO_PROGRAM_FACTS.gatewayFeatures) as ReadonlySet<string> | undefined;
    const lists = program.facts.get(VWO_PROGRAM_FACTS.attributeLists) as readonly AttributeList[] | undefined;
    const describes = needed !== undefined && needed.size !== 0;
    const checks = gateway !== null && lists !== undefined && lists.length !== 0;
    if (!describes && !checks) return undefined;
    const search = new FactSearch(signal);
    if (describes) describeVisitor(sources, visitor, search);
    if (checks) checkLists(gateway, valuesOf(lists, visitor, program, sources), search);
    return search.outcome(VWO_FACTS.attributeLists);
  };
}

/** The application knows better than the gateway, where it has something to say. */
function describeVisitor(
  { geo, userAgent, gateway }: Lookups,
  visitor: VisitorFacts,
  search: FactSearch,
): void {
  if (geo !== undefined) search.ask(VWO_FACTS.location, () => geo(visitor, search.signal));
  if (userAgent !== undefined) search.ask(VWO_FACTS.userAgentInfo, () => userAgent(visitor, search.signal));
  if (gateway === null || (geo !== undefined && userAgent !== undefined)) return;
  // Without either VWO's SDK does not ask.
  if (visitor.userAgent === null && visitor.ip === null) return;
  const found = gateway.visitor(visitor.userAgent, visitor.ip);
  const part = async (name: keyof GatewayVisitor): Promise<unknown> => (await found)?.[name];
  if (geo === undefined) search.ask(VWO_FACTS.location, () => part('location'));
  if (userAgent === undefined) search.ask(VWO_FACTS.userAgentInfo, () => part('userAgent'));
}

/** A value, and the list that it may be on. */
type Membership = readonly [listId: string, text: string];

function checkLists(gateway: Gateway, memberships: readonly Membership[], search: FactSearch): void {
  for (const [listId, text] of memberships) {
    search.askList(listId, text, () => gateway.listed(listId, text));
  }
}

function valuesOf(
  lists: readonly AttributeList[],
  visitor: VisitorFacts,
  program: Program,
  { variationTargetingVariables, visitorUnit }: Lookups,
): readonly Membership[] {
  const variables = [visitor.attributes, toMap(variationTargetingVariables?.(visitor))];
  const memberships = lists.flatMap(({ attribute, listId }) => {
    const texts =
      attribute === USER_ID_VARIABLE
        ? idsOf(visitor.units.get(visitorUnit ?? VISITOR_UNIT), program)
        : variables.filter((some) => some.has(attribute)).map((some) => valueText(some.get(attribute)));
    return texts.filter((text) => text !== undefined).map((text): Membership => [listId, text]);
  });
  return [...new Map(memberships.map((one) => [JSON.stringify(one), one])).values()];
}

/** As segments look it up. */
function valueText(value: unknown): string | undefined {
  return value === undefined ? '' : textOf(value);
}

/** The visitor as campaigns with and without user lists see them. */
function idsOf(id: UnitValue | undefined, program: Program): readonly (string | undefined)[] {
  if (!id) return [];
  const account = String(program.facts.get(VWO_PROGRAM_FACTS.accountId));
  return [String(id), new VisitorIds(account).of(String(id))];
}
