import type { Program } from '../../engine/program.js';
import type { VisitorHost } from './host.js';
import type { VisitorProfile } from './profile.js';

/** What the parts of a scope know of the whole. */
export interface ScopeParts {
  readonly host: VisitorHost;
  /** What decides in the scope at the moment. */
  readonly program: Program;
  readonly profile: VisitorProfile;
}
