import type { VisitorOrigin } from './host.js';
import type { SignedOverrides } from './signed-overrides.js';

/** How a scope is opened. */
export interface ScopeInit<Scope> {
  readonly visitorCode: string;
  readonly origin: VisitorOrigin;
  /** The code of the browser's cookie, where it is told apart from who the visitor is. @defaultValue none */
  readonly device?: string | undefined;
  /** The scope around this one. */
  readonly outer: Scope | undefined;
  /** True: the visitor is described already; the options `attributes` and `units` are not asked. */
  readonly described: boolean;
  /** False: nothing of what happens is reported or stored. @defaultValue true */
  readonly counts?: boolean;
  /** What a signed token forces upon the visitor. @defaultValue nothing */
  readonly signed?: SignedOverrides | null;
}
