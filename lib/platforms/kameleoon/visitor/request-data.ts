import type { VisitorFacts } from '../../../ports/platform.js';
import { NO_DEFINITIONS } from '../payload/custom-data-definitions.js';
import type { KameleoonDatum } from './remembered-data.js';
import { parseCookies } from './remembered-data.js';
import type { VisitorMemory } from './visitor-memory.js';
import type { KameleoonRequestData } from '../setup/visitor-memory.options.js';

const EVERYTHING: KameleoonRequestData = Object.freeze({
  userAgent: true,
  cookies: true,
  pageViews: true,
  referrer: true,
});
const NOTHING: readonly KameleoonDatum[] = [];
/** Reads nothing of a request. */
export const HEARS_NOTHING = (): readonly KameleoonDatum[] => NOTHING;

/** Makes what is read of each request. The page that led to it is remembered at once, because nobody is told of it. */
export function requestData(
  wanted: boolean | KameleoonRequestData,
  memory: VisitorMemory,
): (visitor: VisitorFacts) => readonly KameleoonDatum[] {
  if (wanted === false) return HEARS_NOTHING;
  const { userAgent, cookies, pageViews, referrer } = wanted === true ? EVERYTHING : wanted;
  return (visitor) => {
    const data: KameleoonDatum[] = [];
    if (userAgent === true && visitor.userAgent) data.push({ type: 'userAgent', value: visitor.userAgent });
    if (cookies === true && visitor.cookies) {
      data.push({ type: 'cookies', cookies: parseCookies(visitor.cookies) });
    }
    const page = pageOf(visitor, pageViews ?? false);
    if (referrer === true && visitor.referrer) rememberReferrer(visitor, visitor.referrer, memory);
    if (page) data.push({ type: 'pageView', url: page });
    return data;
  };
}

function pageOf(
  visitor: VisitorFacts,
  pageViews: NonNullable<KameleoonRequestData['pageViews']>,
): string | null {
  if (typeof pageViews === 'function') return pageViews(visitor);
  return pageViews ? visitor.url : null;
}

/** Somebody of whom pages are known came from one of them, or from a page that is not to hide those. */
function rememberReferrer({ visitorCode }: VisitorFacts, url: string, memory: VisitorMemory): void {
  const facts = memory.facts(visitorCode);
  if (facts.has('pageViews')) return;
  const before = memory.time - 1;
  memory.addData(visitorCode, [{ type: 'pageView', url, times: [before] }], NO_DEFINITIONS);
}
