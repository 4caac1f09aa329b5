import type { ExperimentationEvent } from '../../../ports/sink.js';
import { definitionsOf } from '../compile/catalog.js';
import { ExpiringMap } from '../visitor/expiring-map.js';
import type { CustomDataDatum } from '../visitor/remembered-data.js';

/** How long a visit lasts to the vendor's SDK: after that, what is known for longer than a visit is told again. */
const VISIT_MS = 29 * 60_000;
const FORGET_MS = 2 * VISIT_MS;
const MAX_VISITORS = 50_000;
const NOTHING: readonly CustomDataDatum[] = [];

/**
 * Says custom data of the scope VISITOR again with the first delivery of a visitor after 29 minutes, so that the visit that has begun by
 * then has it, too. Each visitor has a clock of their own; the vendor's SDK has one for all, so that it tells it of whoever comes first.
 */
export class LastingData {
  readonly #visits: ExpiringMap<{ until: number }>;
  /** What goes along with an event goes along with it again when it is sent again. */
  readonly #along = new WeakMap<ExperimentationEvent, readonly CustomDataDatum[]>();

  /** @param now - the time, epoch milliseconds */
  constructor(private readonly now: () => number) {
    const limits = { now, idleMs: FORGET_MS, maxEntries: MAX_VISITORS };
    this.#visits = new ExpiringMap(limits, () => ({ until: 0 }));
  }

  /**
   * What is to be said again.
   *
   * @param first - the visitor's first event in a delivery
   * @param known - the visitor's custom data, by index
   */
  along(first: ExperimentationEvent, known: unknown): readonly CustomDataDatum[] {
    const decided = this.#along.get(first);
    if (decided !== undefined) return decided;
    const { persistent } = definitionsOf(first.facts);
    if (persistent.size === 0 || !(known instanceof Map)) return NOTHING;
    const indexes = [...persistent].filter((index) => known.has(index));
    if (indexes.length === 0 || !this.#isNewVisit(first.visitor.visitorCode)) return NOTHING;
    const data = indexes.map((index): CustomDataDatum => {
      const values = known.get(index) as readonly string[];
      return { type: 'customData', index, values };
    });
    this.#along.set(first, data);
    return data;
  }

  /** The first time something lasting is known it is told by an event of its own. */
  #isNewVisit(visitorCode: string): boolean {
    const visit = this.#visits.touch(visitorCode);
    const now = this.now();
    if (now < visit.until) return false;
    const isFirst = visit.until === 0;
    visit.until = now + VISIT_MS;
    return !isFirst;
  }
}
