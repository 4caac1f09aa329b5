import type { Program } from '../../../engine/program.js';
import { findForced } from '../decide/arms.js';
import { catalogOf } from './catalog.js';
import {
  ExperimentConfigurationNotFoundError,
  VariationConfigurationNotFoundError,
} from '../setup/kameleoon.errors.js';

/**
 * Checks that a variation can be forced in an experiment (or a targeted delivery), as the vendor's `setForcedVariation` does when it
 * is called. Evaluation itself ignores what it cannot force.
 *
 * @throws {@link ExperimentConfigurationNotFoundError} when no rule runs the experiment
 * @throws {@link VariationConfigurationNotFoundError} when the experiment has no such variation, or one without an id
 */
export function checkForcedVariation(program: Program, experimentId: number, variationKey: string): void {
  const arms = catalogOf(program).forcible.get(String(experimentId));
  if (arms === undefined) {
    throw new ExperimentConfigurationNotFoundError(
      `No rule runs experiment ${experimentId}. Check the id and that the flag is published to this environment.`,
    );
  }
  if (findForced(arms, variationKey) === undefined) {
    throw new VariationConfigurationNotFoundError(
      `Experiment ${experimentId} has no variation "${variationKey}" with an id. It has: ${arms.map(({ key }) => key).join(', ')}.`,
    );
  }
}
