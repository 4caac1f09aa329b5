import type { Decision } from '../../../lib/engine/decision.js';
import type { Coverage, Floors } from '../../support/coverage.js';
import { MATCHES } from './generate-conditions.js';
import type { GeneratedVisitor } from './generate-visitor.js';

/** What a run of the usual size must reach. */
export const FLOORS: Floors = {
  decisions: 20_000,
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

/** Counts what a datafile has. */
export function seeDatafile(coverage: Coverage, datafile: Entry): void {
  const list = (name: string): Entry[] => (datafile[name] as Entry[] | undefined) ?? [];
  const text = JSON.stringify([
    datafile['typedAudiences'],
    list('audiences').map(({ conditions }) => JSON.parse(conditions as string)),
  ]);
  for (const match of MATCHES) coverage.saw(`match ${match}`, text.includes(`"match":"${match}"`));
  const experiments = [
    ...list('experiments'),
    ...list('groups').flatMap((group) => group['experiments'] as Entry[]),
  ];
  coverage.saw(`version ${String(datafile['version'])}`);
  coverage.saw('typed audiences', list('typedAudiences').length > 0);
  coverage.saw('text audiences', list('audiences').length > 0);
  coverage.saw('global holdout', list('holdouts').length > 0);
  coverage.saw(
    'local holdout',
    list('localHoldouts').some(({ includedRules }) => (includedRules as unknown[] | undefined)?.length),
  );
  coverage.saw(
    'holdout that spares deliveries',
    list('holdouts').some((one) => one['excludeTargetedDeliveries'] === true),
  );
  coverage.saw(
    'feature rollout',
    experiments.some(({ type }) => type === 'fr'),
  );
  coverage.saw(
    'random group',
    list('groups').some(({ policy }) => policy === 'random'),
  );
  coverage.saw(
    'other group',
    list('groups').some(({ policy }) => policy !== 'random'),
  );
  coverage.saw(
    'cmab rule',
    experiments.some(({ cmab }) => cmab !== undefined),
  );
  const variables = list('featureFlags').flatMap((flag) => flag['variables'] as Entry[]);
  coverage.saw(
    'json variable',
    variables.some(({ type, subType }) => type === 'json' || subType === 'json'),
  );
}

/** Counts what a visitor has. */
export function seeVisitor(coverage: Coverage, visitor: GeneratedVisitor): void {
  const { attributes } = visitor;
  coverage.saw('profile service', visitor.profile !== undefined);
  coverage.saw('real-time segments', visitor.segments !== null && visitor.segments.length > 0);
  coverage.saw('stored by attribute', '$opt_experiment_bucket_map' in attributes);
  if ('$opt_bucketing_id' in attributes) {
    coverage.saw(
      typeof attributes['$opt_bucketing_id'] === 'string' ? 'bucketing id' : 'bucketing id of another type',
    );
  }
}

/** Counts what a decision came of. */
export function seeDecision(coverage: Coverage, decision: Decision): void {
  const { assignment, cause, source, exposures } = decision;
  coverage.saw('decisions');
  coverage.saw(`cause ${cause}`);
  coverage.saw(`source ${source}`);
  coverage.saw('two exposures of one decision', exposures.length === 2);
  coverage.saw('no experiment exposed', assignment === null && exposures.length === 1);
  coverage.saw('profile written', decision.writes.length > 0);
  coverage.saw('variables served', decision.on && decision.variables.size > 0);
  if (cause !== 'override') return;
  if (decision.messages.some((text) => text.includes('forced variation map')))
    coverage.saw('forced variation');
  else
    coverage.saw(
      assignment?.experiment.definition === null
        ? 'flag-level forced decision'
        : 'rule-level forced decision',
    );
}
