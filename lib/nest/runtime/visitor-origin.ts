import type { ExecutionContext } from '@nestjs/common';
import type { RequestFacts } from '../../ports/visitor.js';
import { clientAddress } from '../../runtime/shared/client-address.js';
import type { VisitorOrigin } from '../../runtime/scope/host.js';

/** A visitor who came with something that Nest handles: there is a context to ask the application with. */
export abstract class ContextOrigin implements VisitorOrigin {
  abstract readonly url: string;
  abstract readonly userAgent: string | null;
  abstract readonly ip: string | null;
  abstract readonly context: ExecutionContext;
}

/** A message, or anything else that is no HTTP request. */
export class MessageOrigin extends ContextOrigin {
  readonly url: string;
  readonly userAgent: string | null;
  readonly ip: string | null;

  constructor(
    readonly context: ExecutionContext,
    facts: RequestFacts,
  ) {
    super();
    this.url = facts.url ?? '';
    this.userAgent = facts.userAgent ?? null;
    this.ip = clientAddress(facts.ip);
  }
}
