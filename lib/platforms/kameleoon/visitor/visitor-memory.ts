import type { Exposure } from '../../../engine/decision.js';
import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import { ExpiringMap } from './expiring-map.js';
import type { RemoteVisitorData } from './remote-visitor-data.js';
import type { RememberedVisitor } from './remembered-visitor.js';
import { FIRST_WINS, newVisitor, remember } from './remembered-visitor.js';
import type { KameleoonDatum } from './remembered-data.js';
import type { SimulationFact } from '../subject/visitor-facts.js';
import { resolveCustomData, VisitorRecord } from './visitor-record.js';

/** How long visitors are remembered, and how many. */
export interface VisitorMemoryOptions {
  /** The time, epoch milliseconds. */
  readonly now: () => number;
  /** A visitor is forgotten after this long without being written or read, in milliseconds. @defaultValue 1_800_000 */
  readonly idleMs?: number | undefined;
  /** Most visitors kept; beyond that the one untouched for longest is forgotten. @defaultValue 10_000 */
  readonly maxVisitors?: number | undefined;
}

/** What a visitor memory holds and has let go. */
export interface VisitorMemoryStatus {
  /** Remembered at present; those who are idle for too long are not counted. */
  readonly visitors: number;
  /** Forgotten for being idle. */
  readonly expired: number;
  /** Forgotten for want of room. */
  readonly evicted: number;
}

const DEFAULT_IDLE_MS = 30 * 60_000;
const DEFAULT_MAX_VISITORS = 10_000;
const NOBODY_FORCED: ReadonlyMap<string, string> = new Map<string, string>();

/**
 * Visitor data kept in this process: what `addData` brings, assignments, consent, forced and simulated variations. Bounded and
 * expiring; forgets the visitor untouched for longest first.
 */
export class VisitorMemory {
  private readonly visitors: ExpiringMap<RememberedVisitor>;
  private readonly now: () => number;

  constructor(options: VisitorMemoryOptions) {
    const { now, idleMs = DEFAULT_IDLE_MS, maxVisitors = DEFAULT_MAX_VISITORS } = options;
    this.now = now;
    this.visitors = new ExpiringMap({ now, idleMs, maxEntries: maxVisitors }, newVisitor);
  }

  /** What is held and what was let go. */
  status(): VisitorMemoryStatus {
    this.visitors.sweep();
    const { size, expired, evicted } = this.visitors;
    return { visitors: size, expired, evicted };
  }

  /** The time by this memory's clock, epoch milliseconds. */
  get time(): number {
    return this.now();
  }

  /**
   * Takes in visitor data. Custom data of the mapping index links its first value, as a visitor code, to this visitor: from
   * then on both share one record, and that code is bucketed like this one.
   */
  addData(visitorCode: string, data: readonly KameleoonDatum[], definitions: CustomDataDefinitions): void {
    for (const datum of data) {
      const known = datum.type === 'customData' ? resolveCustomData(datum, definitions) : datum;
      if (known === null) continue;
      if (known.type === 'customData' && known.index === definitions.mappingIndex) {
        this.link(visitorCode, known.values[0]);
      }
      this.recordOf(visitorCode).add(known, this.now());
    }
  }

  /** Takes in what the collector knows of the visitor. Browser, device, system and place do not replace what is known here. */
  addRemote(visitorCode: string, remote: RemoteVisitorData, definitions: CustomDataDefinitions): void {
    const known = new Set(
      this.visitors.find(visitorCode) === undefined ? [] : this.recordOf(visitorCode).facts.keys(),
    );
    const assignments = this.visitors.touch(visitorCode).assignments;
    for (const [experiment, variation] of remote.assignments) remember(assignments, experiment, variation);
    const isNew = ({ type }: KameleoonDatum): boolean => !FIRST_WINS.has(type) || !known.has(type);
    this.addData(visitorCode, remote.data.filter(isNew), definitions);
    const visitor = this.visitors.touch(visitorCode);
    const { mapping } = remote;
    if (mapping !== null && (visitor.mapping === null || visitor.mapping.at < mapping.at))
      visitor.mapping = mapping;
  }

  /** Keeps what decisions assigned: pass the exposures of every decision that counts. */
  assign(visitorCode: string, exposures: readonly Exposure[]): void {
    if (exposures.length === 0) return;
    const { assignments } = this.visitors.touch(visitorCode);
    for (const { experiment, variation } of exposures) remember(assignments, experiment.key, variation.id);
  }

  /** Keeps the visitor's answer on consent. */
  setConsent(visitorCode: string, consent: boolean): void {
    this.visitors.touch(visitorCode).consent = consent;
  }

  /** The visitor's answer on consent; undefined while unknown. */
  consent(visitorCode: string): boolean | undefined {
    return this.visitors.find(visitorCode)?.consent;
  }

  /** Whether anything is remembered of the visitor. */
  has(visitorCode: string): boolean {
    return this.visitors.find(visitorCode) !== undefined;
  }

  /** Replaces all of the visitor's simulated variations. */
  setSimulations(visitorCode: string, simulations: ReadonlyMap<string, SimulationFact>): void {
    if (simulations.size === 0 && this.visitors.find(visitorCode) === undefined) return;
    this.visitors.touch(visitorCode).simulations = simulations;
  }

  /**
   * Forces a variation in an experiment, or stops doing so.
   *
   * @param variationKey - checked beforehand with `checkForcedVariation`; null ends the forcing
   * @param forceTargeting - false: the rule's segment must still include the visitor
   */
  setForced(
    visitorCode: string,
    experimentId: number,
    variationKey: string | null,
    forceTargeting = true,
  ): void {
    const visitor = this.visitors.touch(visitorCode);
    const key = String(experimentId);
    visitor.forced.delete(key);
    visitor.chosen.delete(key);
    if (variationKey !== null) remember(forceTargeting ? visitor.forced : visitor.chosen, key, variationKey);
  }

  /** For `forcedVariations` of the subject. */
  forcedVariations(visitorCode: string): ReadonlyMap<string, string> {
    return this.visitors.find(visitorCode)?.forced ?? NOBODY_FORCED;
  }

  /** For `customAssignments` of the subject. */
  customAssignments(visitorCode: string): ReadonlyMap<string, string> {
    return this.visitors.find(visitorCode)?.chosen ?? NOBODY_FORCED;
  }

  /**
   * The facts about a visitor, for a subject: a new Map, whose entries follow later additions of the same kind. Reading counts
   * as activity.
   */
  facts(visitorCode: string): Map<string, unknown> {
    const visitor = this.visitors.find(visitorCode);
    if (visitor === undefined) return new Map<string, unknown>();
    const facts = new Map(this.recordOf(visitorCode).facts);
    facts.set('assignments', visitor.assignments);
    if (visitor.consent !== undefined) facts.set('consent', visitor.consent);
    if (visitor.mapping !== null) facts.set('mappingIdentifier', visitor.mapping.code);
    if (visitor.simulations.size !== 0) facts.set('simulations', visitor.simulations);
    return facts;
  }

  /** Forgets idle visitors now; otherwise it happens on the way. */
  sweep(): void {
    this.visitors.sweep();
  }

  /** The record that a code stands for. A link to a visitor of whom nothing is known any more is undone. */
  private recordOf(visitorCode: string): VisitorRecord {
    const visitor = this.visitors.touch(visitorCode);
    if (visitor.alias === null) return visitor.record;
    const linked = this.visitors.find(visitor.alias);
    if (linked === undefined || (linked.alias === null && linked.record.isEmpty)) {
      visitor.alias = null;
      visitor.mapping = null;
      return visitor.record;
    }
    return this.visitors.touch(this.rootOf(visitorCode)).record;
  }

  /** The code at the end of the links; links never run in a circle. */
  private rootOf(visitorCode: string): string {
    let code = visitorCode;
    let alias = this.visitors.find(code)?.alias ?? null;
    while (alias !== null) {
      code = alias;
      alias = this.visitors.find(code)?.alias ?? null;
    }
    return code;
  }

  private link(visitorCode: string, linkedCode: string | undefined): void {
    if (!linkedCode || linkedCode === visitorCode) return;
    const root = this.rootOf(visitorCode);
    const linked = this.visitors.touch(linkedCode);
    linked.mapping = { code: visitorCode, at: this.now() };
    if (root === linkedCode) return;
    linked.alias = root;
    linked.record = new VisitorRecord();
  }
}
