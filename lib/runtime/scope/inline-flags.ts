import type { Flag, Program } from '../../engine/program.js';

/** Remembers what inline experiments were compiled to, so that one defined once is compiled once a revision. */
export class InlineFlags {
  readonly #compiled = new WeakMap<Program, WeakMap<object, Flag>>();

  /**
   * Compiles an experiment that the application defines; null when the platform has no such thing.
   *
   * @throws `TypeError` when the definition is malformed
   */
  compile(program: Program, definition: object): Flag | null {
    if (program.inline === null) return null;
    let flags = this.#compiled.get(program);
    if (flags === undefined) this.#compiled.set(program, (flags = new WeakMap()));
    let flag = flags.get(definition);
    if (flag === undefined) flags.set(definition, (flag = program.inline(definition)));
    return flag;
  }
}
