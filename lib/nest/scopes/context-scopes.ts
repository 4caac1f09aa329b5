import type { ExecutionContext } from '@nestjs/common';
import type { VisitorSettings } from '../../options/settings.js';
import type { MessageVisitor } from '../../ports/visitor.js';
import { textOf } from '../../runtime/shared/log-once.js';
import { toMap } from '../../engine/subject.js';
import { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { innermostScope } from '../../runtime/scope/storage.js';
import { ConnectionScopes } from './connection-scopes.js';
import type { ModuleRuntime } from '../runtime/module-runtime.js';
import { carrierOf, carry, scopeIn } from '../origin/scope-carrier.js';
import { isThenable } from '../runtime/thenable.js';
import { MessageOrigin } from '../runtime/visitor-origin.js';

type FromMessage = NonNullable<VisitorSettings<ExecutionContext>['fromMessage']>;
type Sender = Awaited<ReturnType<FromMessage>>;

/** Finds the scope that a guard or interceptor is in, and opens one for messages, which no middleware sees. */
export class ContextScopes {
  readonly #connections = new ConnectionScopes();

  constructor(private readonly runtime: ModuleRuntime) {}

  /** Name of the module instance. */
  get name(): string {
    return this.runtime.host.name;
  }

  /** Whether messages can have a visitor at all. */
  get opens(): boolean {
    return this.runtime.settings.visitor.fromMessage !== null;
  }

  /** The scope; undefined when no visitor is known. Synchronous unless the application takes its time to say who it is. */
  find(context: ExecutionContext): VisitorScope | undefined | Promise<VisitorScope | undefined> {
    const scope = scopeIn(context, this.name);
    return scope ?? (context.getType<string>() === 'http' ? undefined : this.#open(context));
  }

  #open(context: ExecutionContext): VisitorScope | undefined | Promise<VisitorScope | undefined> {
    const { fromMessage } = this.runtime.settings.visitor;
    if (fromMessage === null) return undefined;
    try {
      const sender = fromMessage(context);
      if (!isThenable(sender)) return this.#enter(context, sender);
      return Promise.resolve(sender)
        .then((later) => this.#enter(context, later))
        .catch((error: unknown) => this.#unknown(error));
    } catch (error) {
      return this.#unknown(error);
    }
  }

  #enter(context: ExecutionContext, sender: Sender): VisitorScope | undefined {
    if (sender === undefined || sender === null) return undefined;
    const visitor: MessageVisitor = typeof sender === 'string' ? { visitorCode: sender } : sender;
    const { visitorCode, connection } = visitor;
    if (typeof visitorCode !== 'string' || visitorCode === '') {
      return this.#unknown(new TypeError('it gave no text, or an empty one'));
    }
    if (connection === undefined) return this.#create(context, visitor);
    if (typeof connection !== 'object' || connection === null) {
      return this.#unknown(new TypeError('it gave a connection that is no object such as the socket'));
    }
    const known = this.#connections.find(connection, visitor);
    if (known !== undefined) return known;
    const scope = this.#create(context, visitor);
    this.#connections.keep(connection, scope, visitor);
    return scope;
  }

  #create(context: ExecutionContext, visitor: MessageVisitor): VisitorScope {
    const { visitorCode, units, attributes } = visitor;
    const origin = new MessageOrigin(context, visitor);
    const outer = innermostScope();
    const scope = new VisitorScope(this.runtime.host, { visitorCode, origin, outer, described: false });
    scope.profile.describe({ units: toMap(units), attributes: toMap(attributes) });
    const carrier = carrierOf(context);
    if (carrier !== undefined && Object.isExtensible(carrier)) carry(carrier, scope);
    return scope;
  }

  #unknown(error: unknown): undefined {
    this.runtime.host.notices.once(
      'visitor:message',
      () => `The option visitor.fromMessage failed (${textOf(error)}); such messages have no visitor.`,
    );
  }
}
