import type { ExperimentationEvent } from '../../../ports/sink.js';
import { definitionsOf } from '../compile/catalog.js';
import type { TargetingSegmentDatum } from './body.js';
import { dataLine, experimentLine, goalLine } from './body.js';
import type { CustomDataDatum, KameleoonDatum } from '../visitor/remembered-data.js';
import { resolveCustomData } from '../visitor/visitor-record.js';

interface Line {
  /** What is told: as long as this is the same, so is the nonce. */
  readonly source: object;
  readonly text: string;
}

/** Why an event is not sent. */
export type LineRefusal = 'unknown-goal' | 'unsupported';

/**
 * What is told of one visitor in one request, merged as the vendor's SDK merges it: one line an experiment (ascending ids), then the
 * data by type, in the order in which the types came first; of what replaces each other, the latest.
 */
export class VisitorLines {
  readonly #experiments = new Map<string, Line>();
  readonly #types = new Map<string, Map<unknown, Line>>();
  /** Something was evaluated: the visitor is active, even if there is nothing else to say. */
  #isActive = false;

  constructor(private readonly goalOf: (goal: string) => number | undefined) {}

  /** Takes an event in; why not, if it cannot be sent. */
  add(event: ExperimentationEvent): LineRefusal | undefined {
    switch (event.kind) {
      case 'exposure':
        this.#experiments.set(event.exposure.experiment.key, { source: event, text: experimentLine(event) });
        return undefined;
      case 'usage':
        this.#isActive = true;
        return undefined;
      case 'goal': {
        const goalId = this.goalOf(event.goal);
        if (goalId === undefined) return 'unknown-goal';
        const text = goalLine(event, goalId, definitionsOf(event.facts));
        this.#put('conversion', event, { source: event, text });
        return undefined;
      }
      case 'data':
        this.#addData(event, event.data as KameleoonDatum | TargetingSegmentDatum);
        return undefined;
      default:
        return 'unsupported';
    }
  }

  /** All lines with what identifies each of them, without the visitor; one line of activity if there is nothing to say. */
  finish(nonceOf: (source: object | null) => string, mayTellActivity: boolean): string[] {
    const ordered = [...this.#experiments.entries()].toSorted(([a], [b]) => Number(a) - Number(b));
    const lines = ordered.map(([, line]) => line);
    for (const [type, ofType] of this.#types) {
      const entries = [...ofType.entries()];
      if (type === 'customData') entries.sort(([a], [b]) => Number(a) - Number(b));
      lines.push(...entries.map(([, line]) => line));
    }
    if (lines.length === 0) {
      return this.#isActive && mayTellActivity ? [`eventType=activity&nonce=${nonceOf(null)}`] : [];
    }
    return lines.map(({ source, text }) => `${text}&nonce=${nonceOf(source)}`);
  }

  /** Takes in custom data that is said again along with an event; what the delivery has of the same index is newer. */
  addAgain(event: ExperimentationEvent, data: readonly CustomDataDatum[]): void {
    const told = this.#types.get('customData');
    for (const datum of data) if (told?.has(datum.index) !== true) this.#addData(event, datum, datum);
  }

  #addData(
    event: ExperimentationEvent,
    datum: KameleoonDatum | TargetingSegmentDatum,
    source: object = event,
  ): void {
    const definitions = definitionsOf(event.facts);
    const text = dataLine(datum, definitions);
    if (text === null) return;
    switch (datum.type) {
      case 'customData':
        return this.#put(datum.type, resolveCustomData(datum, definitions)?.index, { source, text });
      case 'pageView':
        return this.#put(datum.type, datum.url, { source, text });
      case 'conversion':
      case 'interest':
      case 'targetingSegment':
        return this.#put(datum.type, source, { source, text });
      default:
        return this.#put(datum.type, datum.type, { source, text });
    }
  }

  #put(type: string, key: unknown, line: Line): void {
    let ofType = this.#types.get(type);
    if (ofType === undefined) this.#types.set(type, (ofType = new Map()));
    ofType.set(key, line);
  }
}
