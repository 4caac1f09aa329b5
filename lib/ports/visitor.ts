import type { Entries, UnitValue } from '../engine/subject.js';

/** Attributes by name, as applications give them: a plain object or a Map. */
export type VisitorAttributes = Entries<unknown>;

/** Units by name, as applications give them: a plain object or a Map. */
export type VisitorUnits = Entries<UnitValue>;

/** A visitor as the application knows them, where no request says who it is. */
export interface ExplicitVisitor {
  /** Not empty. What the visitor is hashed by unless the platform's configuration says otherwise. */
  readonly visitorCode: string;
  /** Besides `visitor`, which is the visitor code. */
  readonly units?: VisitorUnits | undefined;
  readonly attributes?: VisitorAttributes | undefined;
  /** The page in question, for URL targeting. @defaultValue `''` */
  readonly url?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly ip?: string | undefined;
}

/** Whose message it is. */
export interface MessageVisitor extends ExplicitVisitor {
  /**
   * What the messages of one connection have in common, such as the socket: they then share one scope, so that a visitor who
   * stays for hours is decided as in `runAs` over hours. Its configuration stays until `experiments.renew()`. Messages about
   * another visitor, or one of whose units has another value, start a scope of their own. It is held weakly.
   *
   * @defaultValue none: each message has a scope of its own, with the configuration in service
   */
  readonly connection?: object | undefined;
}

/** What is read of a request by functions of the application: Express's request, or the Node request under Fastify's. */
export interface VisitorRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** What is known of where a request comes from. */
export interface RequestFacts {
  readonly url?: string | undefined;
  readonly userAgent?: string | null | undefined;
  readonly ip?: string | null | undefined;
}
