import type { StoredDocument, StoredName } from '../../engine/decision.js';
import { createSubject } from '../../engine/subject.js';
import type { DocumentParts, ReadDocument } from '../../ports/assignment-store.js';
import { merged } from '../stored/document-change.js';
import type { VisitorDocuments } from '../stored/documents.js';
import { textOf } from '../shared/log-once.js';
import { partsOf } from './document-parts.js';
import { isTakenOrTold } from './long-code.js';
import { DEVICE_UNIT, VISITOR_UNIT, VisitorProfile } from './profile.js';
import { ScopeMoment } from './scope-moment.js';
import type { VisitorScope } from './visitor-scope.js';

/** A document of the anonymous visitor, and the user's that belongs to it. */
interface Link {
  readonly from: DocumentParts;
  readonly to: DocumentParts;
}

/**
 * Copies what is stored for the visitor of a scope, as they were before they logged in, to the user that they are: where the user
 * has nothing. What the scope has decided stays.
 *
 * @returns undefined when it is done; a promise, which never fails, where the store has to be waited for
 */
export function linkDocuments(scope: VisitorScope, userCode: string): Promise<void> | undefined {
  const { documents, notices } = scope.host;
  if (!isTakenOrTold(scope.host, userCode) || documents === null || !scope.counts) return undefined;
  const failed = (error: unknown): void =>
    notices.once(
      'identify',
      () => `What is stored for a visitor could not be copied to the user (${textOf(error)}).`,
    );
  try {
    const links = linksOf(scope, userCode);
    if (links.length === 0) return undefined;
    const since = documents.sequence;
    const found = documents.load(links.flatMap(({ from, to }) => [from, to]));
    if (found instanceof Promise)
      return found.then((later) => copy(documents, links, later, since)).catch(failed);
    copy(documents, links, found, since);
  } catch (error) {
    failed(error);
  }
  return undefined;
}

/** The same documents of both: they differ in the value of their unit. */
function linksOf(scope: VisitorScope, userCode: string): readonly Link[] {
  const { device, visitorCode } = scope.profile;
  const anonymous = device ?? visitorCode;
  if (anonymous === userCode) return [];
  const theirs = new Map<string, StoredName>();
  for (const name of namesOf(scope, anonymous)) theirs.set(sameFor(name), name);
  const links: Link[] = [];
  for (const name of namesOf(scope, userCode)) {
    const from = theirs.get(sameFor(name));
    if (from === undefined || from.key === name.key || from.value !== anonymous) continue;
    links.push({ from: partsOf(scope, from, anonymous), to: partsOf(scope, name, userCode) });
  }
  return links;
}

function sameFor({ feature, unit }: StoredName): string {
  return JSON.stringify([feature, unit]);
}

/** The names of the documents that decisions about somebody would read, were they this visitor in this scope. */
function namesOf({ host, program, profile }: VisitorScope, visitorCode: string): readonly StoredName[] {
  const other = new VisitorProfile(visitorCode, profile.origin, null, profile.device);
  for (const [name, value] of profile.units) {
    if (name !== VISITOR_UNIT && name !== DEVICE_UNIT) other.setUnit(name, value);
  }
  if (profile.attributes.size !== 0) other.setAttributes(profile.attributes);
  return program.storedNames(createSubject(host.platform.subject(other), new ScopeMoment()));
}

function copy(
  documents: VisitorDocuments,
  links: readonly Link[],
  found: readonly ReadDocument[] | null,
  since: number,
): void {
  for (const [i, { from, to }] of links.entries()) {
    // What has been written a moment ago may not be in the store yet.
    const source =
      documents.writtenSince(since, from.key)?.document ?? known(found?.[i * 2]) ?? recent(documents, from);
    if (source === undefined) continue;
    const target = found?.[i * 2 + 1];
    const next = renamed(source, from.value, to.value);
    if (found === null || target instanceof Error) documents.write(to, { base: undefined, next }, null);
    else copyInto(documents, to, target, next, since);
  }
}

function copyInto(
  documents: VisitorDocuments,
  to: DocumentParts,
  target: StoredDocument | undefined,
  copied: StoredDocument,
  since: number,
): void {
  const newer = documents.writtenSince(since, to.key);
  const base = newer?.document ?? target;
  const next = merged(base, { base: undefined, next: copied });
  if (next !== base) documents.write(to, { base, next }, newer?.sequence ?? since);
}

function known(document: ReadDocument | undefined): StoredDocument | undefined {
  return document instanceof Error ? undefined : document;
}

function recent(documents: VisitorDocuments, { key }: DocumentParts): StoredDocument | undefined {
  return documents.writtenSince(0, key)?.document;
}

/** Documents say in a member of their own whose they are (`attributeValue`, `user_id`, `userId`). */
function renamed(document: StoredDocument, from: string, to: string): StoredDocument {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, value === from ? to : value]),
  );
}
