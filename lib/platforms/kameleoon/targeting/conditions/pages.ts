import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { isJsonObject, own } from '../../../../platform-kit/foreign-json.js';
import type { Condition, Targeting } from '../../subject/targeting.js';
import type { PageFact } from '../../subject/visitor-facts.js';
import { compileNumberMatch } from './number-match.js';
import { compileRequiredMatch } from './text-match.js';

const NO_PAGES: readonly PageFact[] = [];

/** URL of the page viewed last. */
export function compilePageUrl(condition: JsonObject): Condition {
  const match = compileRequiredMatch(own(condition, 'matchType'), own(condition, 'url'));
  return (targeting) => {
    const page = latest(pagesOf(targeting));
    return page !== undefined && match(page.url, targeting);
  };
}

/** Title of the page viewed last. */
export function compilePageTitle(condition: JsonObject): Condition {
  const match = compileRequiredMatch(own(condition, 'matchType'), own(condition, 'title'));
  return (targeting) => {
    const page = latest(pagesOf(targeting));
    return page !== undefined && match(page.title, targeting);
  };
}

/** URL of the page viewed before that one. */
export function compilePreviousPage(condition: JsonObject): Condition {
  const match = compileRequiredMatch(own(condition, 'matchType'), own(condition, 'url'));
  return (targeting) => {
    const page = secondLatest(pagesOf(targeting));
    return page !== undefined && match(page.url, targeting);
  };
}

/** Number of views. */
export function compilePageViews(condition: JsonObject): Condition {
  const match = compileNumberMatch(own(condition, 'matchType'), own(condition, 'pageCount'));
  return (targeting) => {
    const pages = pagesOf(targeting);
    if (pages.length === 0) return false;
    let views = 0;
    for (const page of pages) views += page.times.length;
    return match(views);
  };
}

function pagesOf(targeting: Targeting): readonly PageFact[] {
  const pages = targeting.fact('pageViews');
  if (!Array.isArray(pages)) return NO_PAGES;
  return pages.every(isPage) ? pages : pages.filter(isPage);
}

function isPage(page: unknown): page is PageFact {
  return isJsonObject(page) && Array.isArray(page['times']) && page['times'].length > 0;
}

function lastView(page: PageFact): number {
  return page.times[page.times.length - 1] as number;
}

/** Of pages viewed at the same moment the later in the list. */
function latest(pages: readonly PageFact[]): PageFact | undefined {
  let found: PageFact | undefined;
  for (const page of pages) if (found === undefined || !(lastView(found) > lastView(page))) found = page;
  return found;
}

/** Of pages viewed at the same moment the earlier in the list; a page viewed at time 0 or before is never second. */
function secondLatest(pages: readonly PageFact[]): PageFact | undefined {
  let first: PageFact | undefined;
  let second: PageFact | undefined;
  for (const page of pages) {
    if (first === undefined) {
      first = page;
    } else if (lastView(page) > lastView(first)) {
      second = first;
      first = page;
    } else if (lastView(page) > (second === undefined ? 0 : lastView(second))) {
      second = page;
    }
  }
  return second;
}
