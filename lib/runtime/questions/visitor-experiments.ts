import type { Entries, UnitValue } from '../../engine/subject.js';
import { requestOf } from '../scope/document-parts.js';
import { linkDocuments } from '../scope/linked-documents.js';
import { checked } from './given-key.js';
import { VisitorDecisions } from './visitor-decisions.js';

/** What a goal carries. */
export interface TrackOptions {
  /** A finite amount in the currency that the platform is set up for. */
  readonly revenue?: number | undefined;
  /** Whatever else is known, as JSON data. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}

/** What an override is about. */
export interface OverrideOptions {
  /** Key of the rule of the flag that is overridden. @defaultValue none: the flag as a whole */
  readonly rule?: string | undefined;
}

/**
 * Everything that can be asked and said about one visitor. All answers are synchronous and never throw, whatever state the
 * configuration is in: a `TypeError` means that the call itself is wrong (an empty key).
 *
 * A key names a flag, or an experiment that runs on its own. Deciding the same key again gives the same answer, and counts
 * once, as long as nothing new is said about the visitor.
 */
export abstract class VisitorExperiments extends VisitorDecisions {
  /**
   * Reports that the visitor has reached a goal.
   *
   * @param goal - its key
   * @throws `TypeError` when the revenue is not a finite number
   */
  track(goal: string, options: TrackOptions = {}): void {
    const { revenue, properties } = options;
    if (revenue !== undefined && !Number.isFinite(revenue)) {
      throw new TypeError(
        `track("${goal}") expects revenue to be a finite number, received ${String(revenue)}.`,
      );
    }
    this.scope().track(checked(goal), revenue, { ...properties });
  }

  /**
   * Says something about the visitor in the platform's own terms (a page view, a device ...). What depends on it is decided anew, here
   * and in the visitor's later requests, and the platform's sink reports it.
   *
   * @param data - made by the platform's functions
   * @throws `TypeError` for data that the platform does not know, or when it knows no such data at all; nothing is added then
   */
  addData(...data: readonly object[]): void {
    this.scope().addData(data);
  }

  /** Adds attributes, and replaces those of the same name. What depends on them is decided anew. */
  setAttributes(attributes: Entries<unknown>): void {
    this.scope().setAttributes(attributes);
  }

  /**
   * Says who the visitor is as another unit: `user`, `account` ... What depends on it is decided anew.
   *
   * @param value - a text that is not blank, or a finite number
   * @throws `UnitConflictError` when the unit has another value; `TypeError` for what is no unit
   */
  setUnit(unit: string, value: UnitValue): void {
    this.scope().setUnit(checked(unit), value);
  }

  /**
   * Says which user the visitor of this request is, where somebody logs in: what is stored for them so far is copied for the user,
   * where the user has nothing, so that later requests, in which `visitor.resolve` names the user, find it. What has been decided in
   * this request stays. Does nothing without an assignment store.
   *
   * @param userCode - the visitor code that `visitor.resolve` will give
   * @returns when the store has been asked; never rejects
   * @throws `TypeError` for a code that is no text, or empty
   */
  identify(userCode: string): Promise<void> {
    if (typeof userCode !== 'string' || userCode === '') {
      throw new TypeError(
        `identify() expects the visitor code of the user: a text that is not empty, received ${userCode === '' ? "''" : typeof userCode}.`,
      );
    }
    return linkDocuments(this.scope(), userCode) ?? Promise.resolve();
  }

  /**
   * Has the browser forget who the visitor was: it gets a new code with the answer to this request. For a logout on a computer that
   * people share. It forgets signed overrides, too, and what a store in cookies keeps. What has been decided in this request stays.
   *
   * @returns false where that cannot be: the head of the answer is out, no cookie is set, or it is no HTTP request
   */
  forgetVisitor(): boolean {
    const { host, profile } = this.scope();
    const { origin } = profile;
    if (origin.forgetVisitor?.() !== true) return false;
    const request = requestOf(origin);
    if (request !== null) host.documents?.forget(request);
    return true;
  }

  /**
   * Forces a variation upon the visitor, past targeting and traffic: for development and QA. It counts nothing,
   * save on platforms whose own SDK counts what is forced.
   *
   * @param key - of the experiment; of the flag on platforms that force variations of flags
   * @param variation - its index or key; null lifts an override
   * @throws `TypeError` when a rule is named and the platform has no rules that can be overridden one by one
   */
  override(key: string, variation: string | number | null, options: OverrideOptions = {}): void {
    this.scope().forceVariation(checked(key), options.rule ?? null, variation ?? undefined);
  }

  /**
   * Forces the value of a flag upon the visitor.
   *
   * @param value - JSON data; undefined lifts an override
   */
  overrideValue(key: string, value: unknown): void {
    this.scope().force('forcedValues', checked(key), value);
  }

  /**
   * Assigns a variation to the visitor that the application has chosen; targeting and traffic still apply, and it counts, on
   * platforms that know such assignments.
   *
   * @param variation - its index or key; null lifts an assignment
   */
  assign(key: string, variation: string | number | null): void {
    this.scope().force('customAssignments', checked(key), variation ?? undefined);
  }

  /**
   * Goes on with the configuration that is in service now. Until then, whatever goes into service, a visitor is decided by
   * what was in service when their request, message or job began; long jobs may want to follow.
   */
  renew(): void {
    this.scope().renew();
  }

  /**
   * Waits for what the application and the stores have to say about the visitor. In a request this has been done before the
   * handler; where an assignment store is used, it is needed for visitors who are named by the application, and after
   * `setAttributes` or `setUnit` if the configuration hashes by them.
   */
  async prefetch(): Promise<void> {
    await this.scope().prepare();
  }
}
