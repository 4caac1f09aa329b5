import type { Decision } from '../../engine/decision.js';
import type { Program } from '../../engine/program.js';
import { nearestName } from '../../options/did-you-mean.js';
import type { UnknownKeys } from '../../options/runtime-options.js';
import type { Platform } from '../../ports/platform.js';
import type { LogOnce } from '../../runtime/shared/log-once.js';

/** Unknown keys remembered; they may come from strangers, so there is an end to them. */
const MAX_UNKNOWN = 1_000;
/** Known keys remembered, over all revisions. */
const MAX_KNOWN = 100_000;

/** What keys are asked of. */
interface Keys {
  readonly platform: Pick<Platform, 'name' | 'ordinarilyMissing'>;
  readonly unknownKeys: UnknownKeys;
}

/** Which keys the application asks for, and which of them no configuration knows. */
export class AskedKeys {
  readonly #known = new Set<string>();
  readonly #unknown = new Set<string>();
  #expected: readonly string[] = [];

  constructor(
    private readonly settings: Keys,
    private readonly configuration: { readonly program: Program },
    private readonly notices: LogOnce,
  ) {}

  /** Takes in that a key was asked for, and what came of it. On the request path. */
  note(key: string, { cause }: Decision): void {
    if (cause === 'unknown-flag') this.#missed(key);
    else if (cause !== 'not-ready' && !this.#known.has(key) && this.#known.size < MAX_KNOWN)
      this.#known.add(key);
  }

  /** Says which keys the application's decorators name. */
  expect(keys: readonly string[]): void {
    this.#expected = keys;
  }

  /** Keys that decorators name or that were asked for, and that the configuration in service does not know. */
  get unknown(): readonly string[] {
    const { program } = this.configuration;
    return [...new Set([...this.#expected, ...this.#unknown])].filter((key) => !isKnown(program, key));
  }

  /** Keys of the configuration in service that nothing has asked for since the start. */
  get unasked(): readonly string[] {
    const { listed, flags, experiments } = this.configuration.program;
    const keys = listed === null ? new Set([...flags.keys(), ...experiments.keys()]) : new Set(listed);
    return [...keys].filter((key) => !this.#known.has(key));
  }

  /** Whether the key is missing in the configuration in service although it should be there. */
  isAmiss(key: string): boolean {
    return (
      !isKnown(this.configuration.program, key) && this.settings.platform.ordinarilyMissing?.(key) !== true
    );
  }

  /** The key that was probably meant, as a question in parentheses; `''` if none is near. */
  guess(key: string): string {
    const { flags, experiments, variables } = this.configuration.program;
    const meant = nearestName(key, [...flags.keys(), ...experiments.keys(), ...variables.keys()]);
    return meant === undefined ? '' : ` (did you mean ${quoted(meant)}?)`;
  }

  #missed(key: string): void {
    if (this.#unknown.has(key)) return;
    if (this.#unknown.size >= MAX_UNKNOWN) return;
    this.#unknown.add(key);
    const { unknownKeys, platform } = this.settings;
    if (unknownKeys === 'ignore') return;
    if (platform.ordinarilyMissing?.(key) === true) {
      this.notices.tellOnce(
        `key:${key}`,
        () =>
          `${quoted(key)} is not in the configuration of ${platform.name}: nothing runs under this key at the moment.`,
      );
      return;
    }
    this.notices.once(
      `key:${key}`,
      () =>
        `The configuration of ${platform.name} does not know ${quoted(key)}${this.guess(key)}; it answers fallbacks. ` +
        "Correct the key, publish the flag, or set unknownKeys: 'ignore'.",
    );
  }
}

/** A key as a log shows it: it may come from a stranger. */
export function quoted(key: string): string {
  return JSON.stringify(key.length > MAX_SHOWN ? `${key.slice(0, MAX_SHOWN)}...` : key);
}

/** Characters of a key that are logged. */
const MAX_SHOWN = 100;

/** Whether a program can answer for a key. */
function isKnown({ flags, experiments, variables }: Program, key: string): boolean {
  return flags.has(key) || experiments.has(key) || variables.has(key);
}
