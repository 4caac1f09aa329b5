import { compilePattern } from '../../../engine/conditions/pattern.js';
import { textOf } from '../payload/foreign-value.js';
import { compareVersion, isDigitsAndDots, isVersion, versionParts } from './version-text.js';

/** Compares the text of a visitor's value with an operand of the payload. */
export type TextTest = (text: string) => boolean;

type Form = (inner: string) => TextTest;

/** What an operand says: how to compare, and with what. */
interface ReadOperand {
  readonly form: Form;
  readonly inner: string;
}

/** Wrapped forms, in the order in which VWO tries them. Anchored at the start only: what follows the last `)` does not count. */
const WRAPPED: readonly (readonly [RegExp, (inner: string) => ReadOperand])[] = [
  [/^lower\((.*)\)/, as(lowerCase)],
  [/^wildcard\((.*)\)/, readWildcard],
  [/^regex\((.*)\)/, as(pattern)],
  [/^gt\((\d+(?:\.\d+)*|\.\d+)\)/, as(comparison((order) => order > 0))],
  [/^gte\((\d+(?:\.\d+)*|\.\d+)\)/, as(comparison((order) => order >= 0))],
  [/^lt\((\d+(?:\.\d+)*|\.\d+)\)/, as(comparison((order) => order < 0))],
  [/^lte\((\d+(?:\.\d+)*|\.\d+)\)/, as(comparison((order) => order <= 0))],
];

function as(form: Form): (inner: string) => ReadOperand {
  return (inner) => ({ form, inner });
}

/**
 * Compiles an operand of a custom variable or of the user agent: `lower(x)`, `wildcard(*x*)`, `regex(x)`, `gt(n)`, `gte(n)`,
 * `lt(n)`, `lte(n)`, or anything else for equality.
 *
 * Where both sides are numbers other than zero, both are first written the way JavaScript writes numbers, whatever the form:
 * `1.10` is compared as `1.1`, and `1.2.3` as `1.2`.
 *
 * @param operand - as in the payload; what is not text is compared by its text
 * @returns null when the operand has no text
 */
export function compileOperand(operand: unknown): TextTest | null {
  const text = textOf(operand);
  if (text === undefined) return null;
  // A list of one text is that text, but never a wrapped form.
  const { form, inner } = typeof operand === 'string' ? readOperand(text) : { form: equality, inner: text };
  const asWritten = form(inner);
  const number = parseFloat(inner);
  if (!number) return asWritten;
  const asNumber = form(String(number));
  return (value) => {
    if (!isDigitsAndDots(value)) return asWritten(value);
    const other = parseFloat(value);
    return other ? asNumber(String(other)) : asWritten(value);
  };
}

/**
 * Compiles an operand of an IP address or of a browser or system version: the same forms, compared as they are written, with
 * quotes and outer spaces of the operand removed.
 */
export function compileUnconvertedOperand(operand: unknown): TextTest | null {
  const text = textOf(operand);
  if (text === undefined) return null;
  const { form, inner } = readOperand(text);
  return form(inner.trim().replaceAll('"', ''));
}

function readOperand(operand: string): ReadOperand {
  for (const [wrapped, read] of WRAPPED) {
    const match = wrapped.exec(operand);
    if (match !== null) return read(match[1] as string);
  }
  return { form: equality, inner: operand };
}

/** One star is taken off each end; stars further in are plain characters. */
function readWildcard(inner: string): ReadOperand {
  const starts = inner.startsWith('*');
  const ends = inner.endsWith('*');
  const text = inner.replace(/^\*/, '').replace(/\*$/, '');
  return { form: starts && ends ? contains : starts ? endsWith : ends ? startsWith : equality, inner: text };
}

function lowerCase(inner: string): TextTest {
  const wanted = inner.toLowerCase();
  return (text) => text.toLowerCase() === wanted;
}

function contains(inner: string): TextTest {
  return (text) => text.includes(inner);
}

function endsWith(inner: string): TextTest {
  return (text) => text.endsWith(inner);
}

function startsWith(inner: string): TextTest {
  return (text) => text.startsWith(inner);
}

function pattern(inner: string): TextTest {
  return compilePattern(inner) ?? (() => false);
}

function comparison(holds: (order: number) => boolean): Form {
  return (inner) => {
    const version = versionParts(inner);
    return (text) => holds(compareVersion(text, version));
  };
}

function equality(inner: string): TextTest {
  if (!isVersion(inner)) return (text) => text === inner;
  const version = versionParts(inner);
  return (text) => text === inner || (isVersion(text) && compareVersion(text, version) === 0);
}
