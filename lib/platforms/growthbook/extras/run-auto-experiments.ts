import type { Decision } from '../../../engine/decision.js';
import type { Flag, Program } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import { evaluateFlag } from '../../../engine/evaluate.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { AutoExperiment } from '../decide/auto-experiment.js';
import { autoExperimentsOf } from '../decide/auto-experiment.js';
import { keyOf } from '../payload/coerce.js';
import { parseUrl } from '../targeting/parse-url.js';
import { assignedDecision } from '../decide/assigned-decision.js';

/** Which of the payload's experiments may run. */
export interface AutoExperimentOptions {
  /** Keys of `manual` experiments that have been triggered. */
  readonly triggered?: ReadonlySet<string>;
  /** Change ids that must not be applied. */
  readonly blockedChangeIds?: ReadonlySet<string>;
  /** True: those that change a page take nobody. @defaultValue `false` */
  readonly disableVisualExperiments?: boolean;
  /** Blocks visual experiments that would inject JavaScript. */
  readonly disableJsInjection?: boolean;
  /** True: redirects take nobody. @defaultValue `false` */
  readonly disableUrlRedirectExperiments?: boolean;
  /** Blocks redirects to another protocol or host. */
  readonly disableCrossOriginUrlRedirectExperiments?: boolean;
}

/** What the payload's experiments decided for one visitor. */
export interface AutoExperimentRun {
  /** A decision for each experiment that was looked at, in payload order; manual ones only when triggered. */
  readonly decisions: readonly Decision[];
  /** Where the visitor is to be sent; null: nowhere. */
  readonly redirectUrl: string | null;
}

/**
 * Runs the payload's own experiments for one visitor, as far as a server can: in order, until a redirect experiment takes
 * the visitor, also into its reference variation.
 */
export function runAutoExperiments(
  program: Program,
  subject: Subject,
  options: AutoExperimentOptions = {},
): AutoExperimentRun {
  const decisions: Decision[] = [];
  let redirectUrl: string | null = null;
  for (const experiment of autoExperimentsOf(program)) {
    if (experiment.definition['manual'] && options.triggered?.has(experiment.flag.key) !== true) continue;
    const flag = isBlocked(experiment, subject, options) ? blockedFlag(experiment) : experiment.flag;
    const decision = evaluateFlag(program, flag, subject);
    decisions.push(decision);
    if (decision.assignment?.inExperiment !== true || experiment.kind !== 'redirect') continue;
    redirectUrl = redirectOf(experiment, decision, subject) ?? redirectUrl;
    break;
  }
  return { decisions, redirectUrl };
}

/** Nobody is in a blocked experiment. */
function blockedFlag({ flag, plan }: AutoExperiment): Flag {
  return {
    key: flag.key,
    rules: [],
    otherwise: (walk) => ({
      ...assignedDecision(walk, flag.key, '', plan.out(walk, '', false)),
      reason: 'DISABLED',
      cause: 'disabled',
    }),
  };
}

function isBlocked(experiment: AutoExperiment, subject: Subject, options: AutoExperimentOptions): boolean {
  if (experiment.kind === 'unknown') return true;
  const blocked =
    experiment.kind === 'visual'
      ? isVisualBlocked(experiment, options)
      : isRedirectBlocked(experiment, subject, options);
  const changeId = experiment.definition['changeId'];
  return (
    blocked ||
    (typeof changeId === 'string' && changeId !== '' && options.blockedChangeIds?.has(changeId) === true)
  );
}

function isVisualBlocked({ plan }: AutoExperiment, options: AutoExperimentOptions): boolean {
  if (options.disableVisualExperiments === true) return true;
  return options.disableJsInjection === true && plan.parts.values.some((value) => Boolean(own(value, 'js')));
}

function isRedirectBlocked(
  { plan }: AutoExperiment,
  subject: Subject,
  options: AutoExperimentOptions,
): boolean {
  const current = parseUrl(subject.url);
  if (options.disableUrlRedirectExperiments === true || current === null) return true;
  return plan.parts.values.some((value) => {
    const redirect = own(value, 'urlRedirect');
    if (!redirect) return false;
    const target = parseUrl(keyOf(redirect));
    if (target === null) return true;
    if (options.disableCrossOriginUrlRedirectExperiments !== true) return false;
    return target.protocol !== current.protocol || target.host !== current.host;
  });
}

function redirectOf(experiment: AutoExperiment, decision: Decision, subject: Subject): string | null {
  const target = own(decision.value, 'urlRedirect');
  if (!target) return null;
  const url = experiment.definition['persistQueryString']
    ? withQuery(subject.url, keyOf(target))
    : keyOf(target);
  return experiment.targets(url) ? null : url;
}

/** The target with the current query parameters added; the target's own of the same name win. */
function withQuery(current: string, target: string): string {
  const from = parseUrl(current);
  const url = parseUrl(target);
  if (from === null || url === null) return target;
  from.searchParams.forEach((value, name) => {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  });
  return url.toString();
}
