import type { TernaryTest } from '../../../engine/conditions/ternary.js';
import { unknownTest } from '../../../engine/conditions/ternary.js';
import type { Subject } from '../../../engine/subject.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { VersionReader } from './compare-versions.js';
import { compareVersions, readVersion } from './compare-versions.js';
import { text } from '../payload/read-json.js';
import { isQualified } from '../subject/visitor.js';

type Test = TernaryTest<Subject>;

/** Numbers beyond this are not compared. */
const LARGEST = 2 ** 53;

/** Names that every JavaScript object has: for the official SDK these attributes exist, whoever asks. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Compiles one condition of an audience; what cannot be understood is unknown. `versions` is shared by all conditions. */
export function compileCondition(condition: unknown, versions: VersionReader): Test {
  if (!isObject(condition)) return unknownTest;
  const match = own(condition, 'match');
  const value = own(condition, 'value');
  const type = own(condition, 'type');
  if (type === 'third_party_dimension') {
    return match === undefined || match === 'qualified'
      ? (subject) => isQualified(subject, value)
      : unknownTest;
  }
  if (type !== 'custom_attribute') return unknownTest;
  const name = text(own(condition, 'name'));
  if (match === 'exists') return compileExists(name);
  return compileMatch(name, match, value, versions);
}

function compileExists(name: string): Test {
  const inherited = INHERITED.has(name);
  return ({ attributes }) => {
    const given = attributes.get(name);
    return given === undefined ? inherited && !attributes.has(name) : given !== null;
  };
}

/** Tests of an attribute that is there and of the right type; anything else is unknown, and so is a value that cannot be compared. */
function compileMatch(name: string, match: unknown, value: unknown, versions: VersionReader): Test {
  switch (match) {
    case undefined:
    case 'exact':
      return compileExact(name, value);
    case 'substring':
      return typeof value === 'string' ? textTest(name, (given) => given.includes(value)) : unknownTest;
    case 'gt':
      return numberTest(name, value, (given, wanted) => given > wanted);
    case 'ge':
      return numberTest(name, value, (given, wanted) => given >= wanted);
    case 'lt':
      return numberTest(name, value, (given, wanted) => given < wanted);
    case 'le':
      return numberTest(name, value, (given, wanted) => given <= wanted);
    case 'semver_eq':
      return versionTest(name, value, versions, (order) => order === 0);
    case 'semver_gt':
      return versionTest(name, value, versions, (order) => order > 0);
    case 'semver_ge':
      return versionTest(name, value, versions, (order) => order >= 0);
    case 'semver_lt':
      return versionTest(name, value, versions, (order) => order < 0);
    case 'semver_le':
      return versionTest(name, value, versions, (order) => order <= 0);
    default:
      return unknownTest;
  }
}

function compileExact(name: string, value: unknown): Test {
  if (typeof value === 'string') return exactText(name, value);
  if (typeof value === 'boolean') {
    return ({ attributes }) => {
      const given = attributes.get(name);
      return typeof given === 'boolean' ? given === value : null;
    };
  }
  return numberTest(name, value, (given, wanted) => given === wanted);
}

function exactText(name: string, value: string): Test {
  return ({ attributes }) => {
    const given = attributes.get(name);
    return typeof given === 'string' ? given === value : null;
  };
}

function textTest(name: string, holds: (given: string) => boolean): Test {
  return ({ attributes }) => {
    const given = attributes.get(name);
    return typeof given === 'string' ? holds(given) : null;
  };
}

function isComparable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST;
}

function numberTest(name: string, value: unknown, holds: (given: number, wanted: number) => boolean): Test {
  if (!isComparable(value)) return unknownTest;
  return ({ attributes }) => {
    const given = attributes.get(name);
    return isComparable(given) ? holds(given, value) : null;
  };
}

function versionTest(
  name: string,
  value: unknown,
  versions: VersionReader,
  holds: (order: number) => boolean,
): Test {
  const wanted = typeof value === 'string' ? readVersion(value) : null;
  if (wanted === null) return unknownTest;
  return ({ attributes }) => {
    const given = attributes.get(name);
    const version = typeof given === 'string' ? versions.read(given) : null;
    return version === null ? null : holds(compareVersions(version, wanted));
  };
}
