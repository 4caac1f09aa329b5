import type { Program } from '../../../engine/program.js';
import type { SubjectInit } from '../../../engine/subject.js';
import type { Platform, PlatformContext, VisitorFacts } from '../../../ports/platform.js';
import type { Sink } from '../../../ports/sink.js';
import type { OptimizelyCmabOptions } from '../setup/cmab.options.js';
import { checkCmabOptions } from '../setup/cmab.options.js';
import { OPTIMIZELY_COMPILE_DEFAULTS } from '../compile/compile.js';
import { readOdpData } from './odp/odp-datum.js';
import { optimizelyOdpSink } from './odp/odp.sink.js';
import { OdpEvents } from './odp/odp-events.js';
import type { OptimizelyOdpOptions } from '../setup/odp.options.js';
import { checkOdpOptions, ODP_DEFAULTS } from '../setup/odp.options.js';
import { VisitorPrefetch } from './prefetch-visitor.js';
import type { OdpFacts } from '../compile/project-facts.js';

/** What is asked and told about visitors besides decisions. */
export interface OptimizelyVisitorOptions {
  /**
   * Optimizely's data platform (ODP): segments are fetched when a visitor comes in, events are sent. Nothing of it happens where
   * the datafile has no ODP integration; false switches it off.
   *
   * @defaultValue on
   */
  readonly odp?: false | OptimizelyOdpOptions | undefined;
  /**
   * Predictions for contextual bandit (CMAB) rules, asked for when a visitor comes in. One that cannot be had makes an error
   * decision, as in the official SDK's asynchronous methods; with false such rules are passed over, as in its synchronous ones.
   *
   * @defaultValue on
   */
  readonly cmab?: false | OptimizelyCmabOptions | undefined;
}

/** The parts of a platform that know visitors. */
export interface VisitorFacilities {
  readonly odp: OdpEvents;
  readonly prefetch: NonNullable<Platform['prefetch']>;
  /** Takes note of a configuration that was compiled, and gives it back. */
  noted(program: Program): Program;
  sinks(context: PlatformContext): readonly Sink[];
  /** Undefined: nothing is told to Optimizely's data platform. */
  readonly addData: Platform['addData'];
}

/** @throws TypeError when an option makes no sense */
export function visitorFacilities(
  options: OptimizelyVisitorOptions & { readonly visitorUnit?: string | undefined },
  subject: (visitor: VisitorFacts) => SubjectInit,
): VisitorFacilities {
  const odp = options.odp === false ? null : (options.odp ?? {});
  const cmab = options.cmab === false ? null : (options.cmab ?? {});
  checkOdpOptions(odp ?? {});
  checkCmabOptions(cmab ?? {});
  const events = new OdpEvents(odp ?? {});
  const visitorUnit = options.visitorUnit ?? OPTIMIZELY_COMPILE_DEFAULTS.visitorUnit;
  const units = { visitorUnit, vuidUnit: odp?.vuidUnit ?? ODP_DEFAULTS.vuidUnit };
  const visitors = new VisitorPrefetch({ visitorUnit, subject, odp, odpEvents: events, cmab });
  return {
    odp: events,
    prefetch: (visitor, program, signal) => visitors.fetch(visitor, program, signal),
    noted(program) {
      if (odp !== null) events.use((program.facts.get('odp') as OdpFacts | undefined) ?? null);
      return program;
    },
    sinks({ logger }) {
      if (odp === null) return [];
      events.speakTo(logger);
      return [optimizelyOdpSink(odp, () => events.close())];
    },
    addData:
      odp === null
        ? undefined
        : (visitor, data) => readOdpData(data, visitor, units, (event) => events.wire(event)),
  };
}
