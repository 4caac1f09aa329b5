import { jsonMap } from '../../../engine/json-map.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { isJsonObject, own, ownList } from '../../../platform-kit/foreign-json.js';
import type { Failure } from './failure.js';
import { textOf } from './raw.js';

/** A variable of a flag's variation, read once. */
export interface KameleoonVariable {
  /** The variable's key, as text; `''` where there is no variable to read. */
  readonly key: string;
  /** `BOOLEAN`, `NUMBER`, `STRING`, `JSON`, `JS` or `CSS`. */
  readonly type: string;
  /** In its type; undefined when it could not be read. JSON is frozen: all visitors share it. */
  readonly value: unknown;
  /** Why it could not be read; null if it could. */
  readonly failure: Failure | null;
}

/** A variation of a flag: what is served under a key. */
export interface ServedVariation {
  readonly key: string;
  /** Display name, `''` if it has none. */
  readonly name: string;
  /** Values by variable key, up to the first variable that could not be read. */
  readonly values: ReadonlyMap<string, unknown>;
  /** All variables, in order. */
  readonly variables: readonly KameleoonVariable[];
  /** Of the first variable that could not be read; null if all could. */
  readonly failure: Failure | null;
  /** Whether a variable up to that one is script or style (the browser tag is told so). */
  readonly scripted: boolean;
}

const NO_LIST: Failure = Object.freeze({
  type: 'TypeError',
  message: 'Expected the variables of a variation to be a list. Correct the data file.',
});

/** Reads a variation of a flag. */
export function compileVariation(variation: JsonObject): ServedVariation {
  const list = ownList(variation, 'variables');
  const variables = (list ?? []).map(compileVariable);
  const stop = variables.findIndex((variable) => variable.failure !== null);
  const readable = stop === -1 ? variables : variables.slice(0, stop);
  const values = jsonMap<string, unknown>();
  for (const variable of readable) values.set(variable.key, variable.value);
  const name = own(variation, 'name');
  return {
    key: textOf(own(variation, 'key')),
    name: typeof name === 'string' ? name : '',
    values,
    variables,
    failure: list === undefined ? NO_LIST : (variables[stop]?.failure ?? null),
    scripted: readable.some(({ type }) => type === 'JS' || type === 'CSS'),
  };
}

function compileVariable(variable: unknown): KameleoonVariable {
  if (!isJsonObject(variable)) {
    const error = variable === null || variable === undefined ? 'TypeError' : 'Error';
    return failed('', '', error, `Expected a variable to be an object, got ${describeValue(variable)}.`);
  }
  const key = textOf(own(variable, 'key'));
  const type = textOf(own(variable, 'type'));
  const value = own(variable, 'value');
  switch (type) {
    case 'BOOLEAN':
      return read(key, type, Boolean(value));
    case 'STRING':
    case 'JS':
    case 'CSS':
      return read(key, type, textOf(value));
    case 'NUMBER':
      return readNumber(key, value);
    case 'JSON':
      return readJson(key, textOf(value));
    default:
      return failed(
        key,
        type,
        'Error',
        `Variable "${key}" has the unknown type ${describeValue(own(variable, 'type'))}.`,
      );
  }
}

function read(key: string, type: string, value: unknown): KameleoonVariable {
  return { key, type, value, failure: null };
}

function failed(key: string, type: string, error: string, message: string): KameleoonVariable {
  return { key, type, value: undefined, failure: { type: error, message } };
}

function readNumber(key: string, value: unknown): KameleoonVariable {
  const number = typeof value === 'object' && value !== null ? Number(textOf(value)) : Number(value);
  return Number.isNaN(number)
    ? failed(
        key,
        'NUMBER',
        'NumberParse',
        `Expected variable "${key}" to be a number, got ${describeValue(value)}.`,
      )
    : read(key, 'NUMBER', number);
}

function readJson(key: string, text: string): KameleoonVariable {
  try {
    return read(key, 'JSON', freezeDeep(JSON.parse(text)));
  } catch {
    return failed(
      key,
      'JSON',
      'JSONParse',
      `Expected variable "${key}" to be JSON, got ${describeValue(text)}.`,
    );
  }
}

/** Without recursion, so that no depth overflows the stack. */
function freezeDeep(root: unknown): unknown {
  const pending = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    Object.freeze(value);
    for (const child of Object.values(value)) pending.push(child);
  }
  return root;
}
