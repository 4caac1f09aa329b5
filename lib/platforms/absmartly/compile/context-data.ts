import type { Program } from '../../../engine/program.js';
import type { CompiledExperiment } from '../decide/compiled-experiment.js';
import type { VariableOwners } from './compile-variables.js';

/** The name in `Program.facts` under which {@link ContextData} is kept. */
export const CONTEXT_DATA = 'contextData';

/** What a compiled payload tells besides decisions. */
export interface ContextData {
  /** Experiments that can be decided, by name. */
  readonly experiments: ReadonlyMap<string, CompiledExperiment>;
  readonly owners: VariableOwners;
  /** Names of all custom fields of all experiments. */
  readonly customFieldKeys: readonly string[];
}

const NO_DATA: ContextData = { experiments: new Map(), owners: new Map(), customFieldKeys: [] };

/** What `compileAbsmartly` knows of a program; nothing for programs that it did not make. */
export function contextData(program: Program): ContextData {
  return (program.facts.get(CONTEXT_DATA) as ContextData | undefined) ?? NO_DATA;
}

/** Variables by key, with the names of the experiments that may set them, in the order in which they are asked. */
export function variableKeys(program: Program): VariableOwners {
  return contextData(program).owners;
}

/** Names of the custom fields that any experiment has. */
export function customFieldKeys(program: Program): readonly string[] {
  return contextData(program).customFieldKeys;
}

/** A custom field of an experiment, converted by its type; null when there is none, or none that can be read. Exposes nothing. */
export function customFieldValue(program: Program, experiment: string, field: string): unknown {
  const found = contextData(program).experiments.get(experiment)?.customFields.get(field);
  return found === undefined ? null : found.value;
}

/** The type of a custom field (`string`, `text`, `number`, `boolean`, `json`); null when there is no such field. */
export function customFieldType(program: Program, experiment: string, field: string): unknown {
  const found = contextData(program).experiments.get(experiment)?.customFields.get(field);
  return found === undefined ? null : found.type;
}
