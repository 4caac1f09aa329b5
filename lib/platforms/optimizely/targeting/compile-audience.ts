import type { TernaryTest } from '../../../engine/conditions/ternary.js';
import { allOf, anyOf, negated, unknownTest } from '../../../engine/conditions/ternary.js';
import type { Subject } from '../../../engine/subject.js';
import { VersionReader } from './compare-versions.js';
import { compileCondition } from './compile-condition.js';
import type { AudienceNode } from '../payload/payload.js';
import { Quarantine } from '../payload/quarantine.js';
import { MAX_CONDITION_DEPTH, tooDeep } from '../payload/read-audiences.js';
import { text } from '../payload/read-json.js';

type Test = TernaryTest<Subject>;

const OPERATORS: ReadonlySet<unknown> = new Set(['and', 'or', 'not']);

/** Compiles audience conditions of rules. Each audience is compiled once, however many rules refer to it. */
export class AudienceCompiler {
  private readonly compiled = new Map<string, Test>();
  private readonly versions = new VersionReader();

  constructor(private readonly audiences: ReadonlyMap<string, AudienceNode>) {}

  /**
   * Compiles what a rule targets: audience ids, or a tree of them.
   *
   * @returns null when it targets everyone; unknown counts as a miss
   * @throws Quarantine when an audience that it refers to cannot be read
   */
  compile(conditions: unknown, path: string): Test | null {
    if (!conditions || (conditions as { readonly length?: unknown }).length === 0) return null;
    return compileTree(conditions, (leaf) => this.audience(text(leaf)), path);
  }

  private audience(id: string): Test {
    const known = this.compiled.get(id);
    if (known !== undefined) return known;
    const node = this.audiences.get(id);
    if (node === undefined) return unknownTest;
    if (node.fault !== null) throw new Quarantine(node.fault);
    const test = compileTree(
      node.conditions,
      (leaf) => compileCondition(leaf, this.versions),
      `audience ${id}`,
    );
    this.compiled.set(id, test);
    return test;
  }
}

function compileTree(node: unknown, leaf: (node: unknown) => Test, path: string, depth = 0): Test {
  if (!Array.isArray(node)) return leaf(node);
  if (depth >= MAX_CONDITION_DEPTH) throw new Quarantine(tooDeep(path));
  const first: unknown = node[0];
  const implicit = typeof first === 'string' && !OPERATORS.has(first);
  const operands = implicit ? node : node.slice(1);
  const compile = (operand: unknown): Test => compileTree(operand, leaf, path, depth + 1);
  if (first === 'and') return allOf(operands.map(compile));
  if (first === 'not') return operands.length === 0 ? unknownTest : negated(compile(operands[0]));
  return anyOf(operands.map(compile));
}
