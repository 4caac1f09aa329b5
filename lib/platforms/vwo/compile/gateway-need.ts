import type { LinkedRule } from '../decide/linked-rule.js';

const GATEWAY_WORDS =
  /\b(?:country|region|city|os|device_type|browser_string|ua|browser_version|os_version)\b/;
const VARIABLES = '"custom_variable":{';
const LIST = 'inlist(';

/** Whether a rule needs the gateway. VWO looks for words in the text of its segments; whitelists do not count. */
export function ruleNeedsGateway({ campaign, first }: LinkedRule): boolean {
  const isTest = campaign.kind === 'testing';
  const segments = isTest || campaign.kind === 'other' ? campaign.segments : first?.segments;
  return segments !== undefined && hasGatewayWord(segments);
}

/** True, to be on the safe side, for segments that are no JSON (they contain themselves somewhere). */
function hasGatewayWord(segments: unknown): boolean {
  try {
    const text = JSON.stringify(segments);
    return GATEWAY_WORDS.test(text) || asksForList(text);
  } catch {
    return true;
  }
}

/** Lists count where a custom variable is looked up in them, up to the first closing brace; for addresses they do not. */
function asksForList(text: string): boolean {
  let from = text.indexOf(VARIABLES);
  while (from !== -1) {
    const end = text.indexOf('}', from);
    const list = text.slice(from, end).indexOf(LIST);
    if (list !== -1 && text.includes(')', from + list)) return true;
    from = text.indexOf(VARIABLES, end);
  }
  return false;
}
