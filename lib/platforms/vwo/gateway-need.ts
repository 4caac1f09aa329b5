import type { LinkedRule } from './linked-rule.js';

const GATEWAY_WORDS =
  /\b(?:country|region|city|os|device_type|browser_string|ua|browser_version|os_version)\b|inlist\(/;

/** Whether a rule needs the gateway. VWO looks for words in the text of its segments; whitelists do not count. */
export function ruleNeedsGateway({ campaign, first }: LinkedRule): boolean {
  const isTest = campaign.kind === 'testing';
  const segments = isTest || campaign.kind === 'other' ? campaign.segments : first?.segments;
  return segments !== undefined && hasGatewayWord(segments);
}

/** True, to be on the safe side, for segments that are no JSON (they contain themselves somewhere). */
function hasGatewayWord(segments: unknown): boolean {
  try {
    return GATEWAY_WORDS.test(JSON.stringify(segments));
  } catch {
    return true;
  }
}
