import type { ValidationError } from 'class-validator';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { OptionsProblem } from '../errors/options.error.js';
import type { CheckText } from './check.js';
import { nearestName } from './did-you-mean.js';
import { describeValue } from './shape.js';

/** Values of options whose path says so are not shown. */
const SECRET = /secret|token|password|key|^overrides$/i;

/** Checks options that were read. Every problem has its path; they come in the order of the options. */
export function findProblems(options: object): readonly OptionsProblem[] {
  // Unknown names are looked for here: class-validator takes `constructor` and the like for known ones.
  return problemsIn(options, validateSync(options, { forbidUnknownValues: false }), '');
}

function problemsIn(options: object, errors: readonly ValidationError[], around: string): OptionsProblem[] {
  const known = optionNames(options.constructor);
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  return [
    ...errors.flatMap((error) => problemsOf(error, around)),
    ...unknown.map((name) => unknownOption(name, known, around)),
    ...sectionsOf(options, known).flatMap(([name, section]) => {
      const error = errors.find(({ property }) => property === name);
      return problemsIn(section, error?.children ?? [], join(around, name));
    }),
  ];
}

function problemsOf({ property, value, contexts }: ValidationError, around: string): OptionsProblem[] {
  const failed = Object.values<CheckText>(contexts ?? {})[0];
  if (failed === undefined) return [];
  const path = join(around, property);
  return [
    {
      path,
      expected: failed.expected,
      received: describeValue(value, SECRET.test(path)),
      advice: failed.advice,
    },
  ];
}

function unknownOption(name: string, known: readonly string[], around: string): OptionsProblem {
  const nearest = nearestName(name, known);
  return {
    path: join(around, name),
    expected: 'no option of this name',
    received: 'one',
    advice: nearest === undefined ? `Known options here: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
  };
}

/** Members that are groups of options themselves: what was read as an object with rules. */
function sectionsOf(options: object, known: readonly string[]): [string, object][] {
  return known.flatMap((name) => {
    const member = (options as Record<string, unknown>)[name];
    const isSection =
      typeof member === 'object' && member !== null && optionNames(member.constructor).length !== 0;
    return isSection ? [[name, member] as [string, object]] : [];
  });
}

function optionNames(rules: unknown): readonly string[] {
  if (typeof rules !== 'function') return [];
  const metadata = getMetadataStorage().getTargetValidationMetadatas(rules, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}

function join(around: string, name: string): string {
  return around === '' ? name : `${around}.${name}`;
}
