import type { Ternary, TernaryTest } from '../../engine/conditions/ternary.js';
import { unknownTest } from '../../engine/conditions/ternary.js';
import type { Subject } from '../../engine/subject.js';
import type { Version, VersionReader } from './compare-versions.js';
import { compareVersions, readVersion } from './compare-versions.js';
import { isJson, member, text } from './read-json.js';
import { isQualified } from './visitor.js';

type Test = TernaryTest<Subject>;

/** Numbers beyond this are not compared. */
const LARGEST = 2 ** 53;

/** Names that every JavaScript object has: for the official SDK these attributes exist, whoever asks. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Compiles one condition of an audience; what cannot be understood is unknown. `versions` is shared by all conditions. */
export function compileCondition(condition: unknown, versions: VersionReader): Test {
  if (!isJson(condition)) return unknownTest;
  const match = member(condition, 'match');
  const value = member(condition, 'value');
  const type = member(condition, 'type');
  if (type === 'third_party_dimension') {
    return match === undefined || match === 'qualified'
      ? (subject) => isQualified(subject, value)
      : unknownTest;
  }
  if (type !== 'custom_attribute') return unknownTest;
  const name = text(member(condition, 'name'));
  if (match === 'exists') return compileExists(name);
  const matcher = compileMatch(match, value, versions);
  if (matcher === null) return unknownTest;
  return (subject) => {
    const given = subject.attributes.get(name);
    return given === undefined ? null : matcher(given);
  };
}

function compileExists(name: string): Test {
  const inherited = INHERITED.has(name);
  return ({ attributes }) => {
    const given = attributes.get(name);
    return given === undefined ? inherited && !attributes.has(name) : given !== null;
  };
}

type Matcher = (given: unknown) => Ternary;

/** The matcher for a condition value; null when the answer is unknown for everyone. */
function compileMatch(match: unknown, value: unknown, versions: VersionReader): Matcher | null {
  switch (match) {
    case undefined:
    case 'exact':
      return compileExact(value);
    case 'substring':
      return typeof value === 'string'
        ? (given) => (typeof given === 'string' ? given.includes(value) : null)
        : null;
    case 'gt':
      return compileNumeric(value, (given, limit) => given > limit);
    case 'ge':
      return compileNumeric(value, (given, limit) => given >= limit);
    case 'lt':
      return compileNumeric(value, (given, limit) => given < limit);
    case 'le':
      return compileNumeric(value, (given, limit) => given <= limit);
    case 'semver_eq':
      return compileVersion(value, versions, (order) => order === 0);
    case 'semver_gt':
      return compileVersion(value, versions, (order) => order > 0);
    case 'semver_ge':
      return compileVersion(value, versions, (order) => order >= 0);
    case 'semver_lt':
      return compileVersion(value, versions, (order) => order < 0);
    case 'semver_le':
      return compileVersion(value, versions, (order) => order <= 0);
    default:
      return null;
  }
}

function compileExact(value: unknown): Matcher | null {
  if (typeof value === 'string') return (given) => (typeof given === 'string' ? given === value : null);
  if (typeof value === 'boolean') return (given) => (typeof given === 'boolean' ? given === value : null);
  return compileNumeric(value, (given, wanted) => given === wanted);
}

function isComparable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST;
}

function compileNumeric(value: unknown, holds: (given: number, value: number) => boolean): Matcher | null {
  return isComparable(value) ? (given) => (isComparable(given) ? holds(given, value) : null) : null;
}

function compileVersion(
  value: unknown,
  versions: VersionReader,
  holds: (order: number) => boolean,
): Matcher | null {
  const wanted: Version | null = typeof value === 'string' ? readVersion(value) : null;
  if (wanted === null) return null;
  return (given) => {
    const version = typeof given === 'string' ? versions.read(given) : null;
    return version === null ? null : holds(compareVersions(version, wanted));
  };
}
