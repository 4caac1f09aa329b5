import type { Decision } from '../../../lib/engine/decision.js';
import { MATCHES } from './generate-conditions.js';
import type { GeneratedVisitor } from './generate-visitor.js';

const FLOORS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(MATCHES.map((match) => [`match ${match}`, 20])),
  'cause override': 200,
  'cause holdout': 200,
  'cause whitelist': 50,
  'cause sticky': 50,
  'cause split': 500,
  'cause bandit': 20,
  'cause rollout': 500,
  'cause default': 50,
  'cause not-targeted': 200,
  'cause traffic-excluded': 200,
  'cause group-excluded': 20,
  'cause not-running': 50,
  'cause unknown-variation': 20,
  'cause unknown-flag': 200,
  'cause error': 20,
  'source feature-test': 500,
  'source rollout': 500,
  'source holdout': 200,
  'source experiment': 500,
  'flag-level forced decision': 20,
  'rule-level forced decision': 20,
  'forced variation': 20,
  'stored by attribute': 50,
  'profile service': 200,
  'profile written': 100,
  'real-time segments': 100,
  'bucketing id': 50,
  'bucketing id of another type': 10,
  'two exposures of one decision': 10,
  'no experiment exposed': 50,
  'typed audiences': 50,
  'text audiences': 50,
  'global holdout': 50,
  'local holdout': 30,
  'holdout that spares deliveries': 20,
  'feature rollout': 30,
  'random group': 50,
  'other group': 20,
  'cmab rule': 30,
  'version 2': 20,
  'version 3': 20,
  'version 4': 50,
  'json variable': 20,
  'variables served': 500,
};

type Entry = Readonly<Record<string, unknown>>;

/** Counts what a run has come across, so that a feature that is never reached is a failure. */
export class Coverage {
  decisions = 0;
  private readonly counts = new Map<string, number>();

  count(what: string, happened = true): void {
    if (happened) this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  countDatafile(datafile: Entry): void {
    const list = (name: string): Entry[] => (datafile[name] as Entry[] | undefined) ?? [];
    const text = JSON.stringify([
      datafile['typedAudiences'],
      list('audiences').map(({ conditions }) => JSON.parse(conditions as string)),
    ]);
    for (const match of MATCHES) this.count(`match ${match}`, text.includes(`"match":"${match}"`));
    const experiments = [
      ...list('experiments'),
      ...list('groups').flatMap((group) => group['experiments'] as Entry[]),
    ];
    this.count(`version ${String(datafile['version'])}`);
    this.count('typed audiences', list('typedAudiences').length > 0);
    this.count('text audiences', list('audiences').length > 0);
    this.count('global holdout', list('holdouts').length > 0);
    this.count(
      'local holdout',
      list('localHoldouts').some(({ includedRules }) => (includedRules as unknown[] | undefined)?.length),
    );
    this.count(
      'holdout that spares deliveries',
      list('holdouts').some((one) => one['excludeTargetedDeliveries'] === true),
    );
    this.count(
      'feature rollout',
      experiments.some(({ type }) => type === 'fr'),
    );
    this.count(
      'random group',
      list('groups').some(({ policy }) => policy === 'random'),
    );
    this.count(
      'other group',
      list('groups').some(({ policy }) => policy !== 'random'),
    );
    this.count(
      'cmab rule',
      experiments.some(({ cmab }) => cmab !== undefined),
    );
    const variables = list('featureFlags').flatMap((flag) => flag['variables'] as Entry[]);
    this.count(
      'json variable',
      variables.some(({ type, subType }) => type === 'json' || subType === 'json'),
    );
  }

  countVisitor(visitor: GeneratedVisitor): void {
    const { attributes } = visitor;
    this.count('profile service', visitor.profile !== undefined);
    this.count('real-time segments', visitor.segments !== null && visitor.segments.length > 0);
    this.count('stored by attribute', '$opt_experiment_bucket_map' in attributes);
    if ('$opt_bucketing_id' in attributes) {
      this.count(
        typeof attributes['$opt_bucketing_id'] === 'string' ? 'bucketing id' : 'bucketing id of another type',
      );
    }
  }

  countDecision(decision: Decision): void {
    const { assignment, cause, source, exposures } = decision;
    this.decisions++;
    this.count(`cause ${cause}`);
    this.count(`source ${source}`);
    this.count('two exposures of one decision', exposures.length === 2);
    this.count('no experiment exposed', assignment === null && exposures.length === 1);
    this.count('profile written', decision.writes.length > 0);
    this.count('variables served', decision.on && decision.variables.size > 0);
    if (cause !== 'override') return;
    if (decision.messages.some((text) => text.includes('forced variation map')))
      this.count('forced variation');
    else
      this.count(
        assignment?.experiment.definition === null
          ? 'flag-level forced decision'
          : 'rule-level forced decision',
      );
  }

  /** What was not reached often enough. */
  missing(): string[] {
    return Object.entries(FLOORS)
      .filter(([what, floor]) => (this.counts.get(what) ?? 0) < floor)
      .map(([what, floor]) => `${what}: ${this.counts.get(what) ?? 0} of ${floor}`);
  }

  print(): void {
    if (process.env['CONFORMANCE_VERBOSE'] !== undefined) console.log(this.decisions, this.counts);
  }
}
