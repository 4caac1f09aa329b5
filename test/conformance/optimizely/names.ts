import type { DatafileNames } from './generate-visitor.js';

/** What a generated datafile names. */
export function namesOf(datafile: Record<string, unknown>): DatafileNames {
  type Entry = { id: string; key: string; experiments?: Entry[]; variations?: Entry[]; cmab?: unknown };
  const list = (name: string): Entry[] => (datafile[name] as Entry[] | undefined) ?? [];
  const experiments = [...list('experiments'), ...list('groups').flatMap((group) => group.experiments ?? [])];
  const rules = list('rollouts').flatMap((rollout) => rollout.experiments ?? []);
  const holdouts = [...list('holdouts'), ...list('localHoldouts')];
  return {
    flags: list('featureFlags').map(({ key }) => key),
    rules: [...experiments, ...rules].map(({ key }) => key),
    experimentKeys: [...experiments, ...rules].map(({ key }) => key),
    experimentIds: experiments.map(({ id }) => id),
    variationIds: [...experiments, ...rules, ...holdouts].flatMap(({ variations }) =>
      (variations ?? []).map(({ id }) => id),
    ),
    cmabIds: [...experiments, ...rules].filter(({ cmab }) => cmab !== undefined).map(({ id }) => id),
  };
}
