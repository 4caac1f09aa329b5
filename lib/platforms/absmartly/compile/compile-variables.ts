import type { CompiledExperiment } from '../decide/compiled-experiment.js';

/**
 * Which experiments set which variables: by variable, the experiments' names in the order in which they are asked, that is
 * by id. Of several experiments with one id only the first owns the variable; a name stands twice where the payload has two
 * experiments of that name (the last of them decides, but the vendor asks it twice).
 */
export type VariableOwners = ReadonlyMap<string, readonly string[]>;

/** Indexes variables, in payload order. */
export function indexVariables(experiments: readonly CompiledExperiment[]): VariableOwners {
  const index = new Map<string, CompiledExperiment[]>();
  for (const experiment of experiments) {
    for (const arm of experiment.arms) {
      for (const key of arm.variables.keys()) {
        const owners = index.get(key);
        if (owners === undefined) index.set(key, [experiment]);
        else insert(owners, experiment);
      }
    }
  }
  return new Map([...index].map(([key, owners]) => [key, owners.map((owner) => owner.name)]));
}

/** Binary search as the vendor's, since ids that do not order (missing, texts among numbers) end up where it leaves them. */
function insert(owners: CompiledExperiment[], experiment: CompiledExperiment): void {
  const id = experiment.terms.id as number;
  let left = 0;
  let right = owners.length - 1;
  while (left <= right) {
    const middle = (left + right) >> 1;
    const other = owners[middle]?.terms.id as number;
    if (other < id) left = middle + 1;
    else if (id < other) right = middle - 1;
    else return;
  }
  owners.splice(left, 0, experiment);
}
