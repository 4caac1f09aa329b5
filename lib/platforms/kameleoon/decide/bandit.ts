import type { Variation } from '../../../engine/decision.js';
import { numberOf } from '../payload/raw.js';
import { member } from '../subject/visitor-facts.js';

/**
 * The arms of a rule that share the best score a visitor's bandit scores give to any of them, in rule order; empty when the
 * scores name none of them.
 *
 * @param scores - the fact `cbScores`: experiment, then variation
 */
export function bestScored(
  scores: unknown,
  experimentId: unknown,
  arms: readonly Variation[],
): readonly Variation[] {
  if (typeof experimentId !== 'number') return [];
  const ofExperiment = member(scores, experimentId);
  let best = -Infinity;
  let chosen: Variation[] = [];
  for (const arm of arms) {
    if (typeof arm.id !== 'number') continue;
    const given = member(ofExperiment, arm.id);
    if (given === undefined) continue;
    const score = numberOf(given);
    if (chosen.length === 0 || score > best) {
      best = score;
      chosen = [arm];
    } else if (score === best) {
      chosen.push(arm);
    }
  }
  return chosen;
}
