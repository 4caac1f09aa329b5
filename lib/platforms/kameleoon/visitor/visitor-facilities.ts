import type { Program } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import type { VisitorFacts } from '../../../ports/platform.js';
import { matchingAudiences } from '../compile/audiences.js';
import { catalogOf } from '../compile/catalog.js';
import { checkDatum } from './check-datum.js';
import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import { checkForcedVariation } from '../compile/forced-variations.js';
import { HEARS_NOTHING, requestData } from './request-data.js';
import { SIMULATION_COOKIE, parseSimulations } from './simulations.js';
import type { KameleoonDatum, KameleoonInstruction, KameleoonStatement } from './remembered-data.js';
import { parseCookies } from './remembered-data.js';
import type { VisitorMemory } from './visitor-memory.js';
import type { KameleoonVisitorOptions } from '../setup/visitor-memory.options.js';
import { resolveCustomData } from './visitor-record.js';

/** Types that decisions read and nobody is told. */
const KEPT_ONLY: ReadonlySet<KameleoonStatement['type']> = new Set([
  'cookies',
  'userAgent',
  'applicationVersion',
  'uniqueIdentifier',
  'visits',
  'personalization',
  'conversionScores',
  'cbScores',
] as const);

/** Takes in what is said about visitors, by the application and by their requests. */
export class VisitorFacilities {
  readonly #told: (visitor: VisitorFacts) => readonly KameleoonDatum[];
  readonly #simulates: boolean;

  constructor(
    private readonly memory: VisitorMemory,
    options: KameleoonVisitorOptions,
    /** What decisions about the visitor are made from. */
    private readonly subjectOf: (visitor: VisitorFacts) => Subject,
  ) {
    this.#told = requestData(options.requestData ?? false, memory);
    this.#simulates = options.simulations ?? false;
  }

  /** Whether requests are listened to at all. */
  get hears(): boolean {
    return this.#simulates || this.#told !== HEARS_NOTHING;
  }

  /**
   * Takes in data and instructions, all of them or none.
   *
   * @returns what the collector is to be told
   * @throws TypeError for what is no visitor data; `ExperimentConfigurationNotFoundError` or
   * `VariationConfigurationNotFoundError` for a variation that cannot be forced
   */
  addData(visitor: VisitorFacts, data: readonly object[], program: Program): readonly object[] {
    const statements = data.map(checkDatum);
    for (const statement of statements) {
      if (statement.type !== 'forcedVariation' || statement.variationKey === null) continue;
      checkForcedVariation(program, statement.experimentId, statement.variationKey);
    }
    const { customData } = catalogOf(program);
    return statements.flatMap((statement) => this.#take(visitor, statement, program, customData));
  }

  /** What a request tells of its visitor. Its simulation cookie replaces what was simulated before. */
  arrive(visitor: VisitorFacts): readonly object[] {
    const { visitorCode, cookies } = visitor;
    if (this.#simulates) this.memory.setSimulations(visitorCode, parseSimulations(simulationCookie(cookies)));
    return this.#told(visitor);
  }

  #take(
    visitor: VisitorFacts,
    statement: KameleoonStatement,
    program: Program,
    definitions: CustomDataDefinitions,
  ): readonly object[] {
    const { visitorCode } = visitor;
    switch (statement.type) {
      case 'consent':
      case 'forcedVariation':
      case 'evaluateAudiences':
        return this.#follow(visitor, statement, program);
      default: {
        const data = [statement, ...this.#selfLink(visitorCode, statement, definitions)];
        this.memory.addData(visitorCode, data, definitions);
        return data.filter((datum) => isReported(datum, definitions));
      }
    }
  }

  /** The data API finds known users by what they are linked to: those linked to nobody yet are linked to themselves. */
  #selfLink(
    visitorCode: string,
    statement: KameleoonDatum,
    { mappingIndex }: CustomDataDefinitions,
  ): readonly KameleoonDatum[] {
    if (mappingIndex === null || statement.type !== 'uniqueIdentifier' || !statement.value) return [];
    const facts = this.memory.facts(visitorCode);
    const known = facts.get('customData');
    const isLinked = facts.has('mappingIdentifier') || (known instanceof Map && known.has(mappingIndex));
    return isLinked ? [] : [{ type: 'customData', index: mappingIndex, values: [visitorCode] }];
  }

  #follow(visitor: VisitorFacts, instruction: KameleoonInstruction, program: Program): readonly object[] {
    const { visitorCode } = visitor;
    switch (instruction.type) {
      case 'consent':
        this.memory.setConsent(visitorCode, instruction.given);
        return [instruction];
      case 'forcedVariation': {
        const { experimentId, variationKey, forceTargeting } = instruction;
        this.memory.setForced(visitorCode, experimentId, variationKey, forceTargeting);
        return [];
      }
      case 'evaluateAudiences':
        return matchingAudiences(program, this.subjectOf(visitor)).map((id) => ({
          type: 'targetingSegment',
          id,
        }));
    }
  }
}

function isReported(datum: KameleoonDatum, definitions: CustomDataDefinitions): boolean {
  if (KEPT_ONLY.has(datum.type)) return false;
  if (datum.type === 'pageView') return datum.url !== '';
  if (datum.type !== 'customData') return true;
  const index = resolveCustomData(datum, definitions)?.index;
  return index !== undefined && !definitions.localOnly.has(index);
}

function simulationCookie(header: string | null | undefined): string | undefined {
  if (!header?.includes(SIMULATION_COOKIE)) return undefined;
  return parseCookies(header).find(({ key }) => key === SIMULATION_COOKIE)?.value;
}
