import { ValidateBy, ValidateNested } from 'class-validator';

/** What a failed check tells people. */
export interface CheckText {
  readonly expected: string;
  readonly advice: string;
}

type Test = (value: unknown, owner: object) => boolean;

/** Tests an option unless it is left out. The text says what would pass, and what to do. */
export function Check(test: Test, expected: string, advice: string): PropertyDecorator {
  return Required((value, owner) => value === undefined || test(value, owner), expected, advice);
}

/** Tests an option that must be there. */
export function Required(test: Test, expected: string, advice: string): PropertyDecorator {
  const context: CheckText = { expected, advice };
  return ValidateBy(
    // Two checks of one option must not have one name: they would be taken for one.
    { name: expected, validator: { validate: (value, args) => test(value, args?.object ?? {}) } },
    { context, message: expected },
  );
}

/** Whole numbers within bounds, ends included. */
export function Whole(min: number, max: number, what: string): PropertyDecorator {
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  return Check(
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    `a whole number ${bounds} (${what})`,
    'Leave it out for the default.',
  );
}

/** True or false. */
export function Switch(): PropertyDecorator {
  return Check((value) => typeof value === 'boolean', 'true or false', 'Leave it out for the default.');
}

/** One of a few texts. */
export function Choice(...choices: readonly string[]): PropertyDecorator {
  const list = choices.map((choice) => `'${choice}'`).join(', ');
  return Check(
    (value) => typeof value === 'string' && choices.includes(value),
    `one of ${list}`,
    'Leave it out for the default.',
  );
}

/** A function of the application. */
export function Callback(signature: string): PropertyDecorator {
  return Check(
    (value) => typeof value === 'function',
    `a function ${signature}`,
    'Leave it out if you need none.',
  );
}

/** A group of options with rules of its own. Where it may also be something else, `other` says what passes. */
export function Section(
  rules: readonly (abstract new () => object)[],
  expected: string,
  advice: string,
  other: (value: unknown) => boolean = () => false,
): PropertyDecorator {
  const nested = ValidateNested();
  const shape = Check(
    (value) => other(value) || rules.some((type) => value instanceof type),
    expected,
    advice,
  );
  return (target, property) => {
    nested(target, property);
    shape(target, property);
  };
}
