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
  /** What targeting reads. @defaultValue none */
  readonly attributes?: VisitorAttributes | undefined;
  /** The page in question, for URL targeting. @defaultValue `''` */
  readonly url?: string | undefined;
  /** The header `User-Agent` of the visitor's browser. @defaultValue none: unknown */
  readonly userAgent?: string | undefined;
  /** The address of the visitor's client. @defaultValue none: unknown */
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
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** `GET`, `POST` ... */
  readonly method?: string | undefined;
  /** Path and query, without protocol and host. */
  readonly url?: string | undefined;
}

/** Who makes a request, as the application says, and whether their browser is to be remembered as them. */
export interface NamedVisitor {
  /** The visitor code: any text that is not empty, up to `visitor.maxLength`. */
  readonly code: string;
  /**
   * Whether the code is written into the visitor cookie, so that the browser stays this visitor when nobody names them any more.
   *
   * @defaultValue `false`: the code is for this request
   */
  readonly remember?: boolean | undefined;
}

/** Which query parameter names the visitor, and whether it wins over the cookie. */
export interface QueryParameterOptions {
  /** Of the parameter. */
  readonly name: string;
  /**
   * Whether it also counts for who has a cookie: whoever is sent such a link is somebody else from then on.
   *
   * @defaultValue `false`: for newcomers only
   */
  readonly replaces?: boolean | undefined;
}

/** What is known of where a request comes from. */
export interface RequestFacts {
  /** Of the page or request, for URL targeting. @defaultValue as the request has it */
  readonly url?: string | undefined;
  /** The header `User-Agent`; null says that it is unknown. @defaultValue as the request has it */
  readonly userAgent?: string | null | undefined;
  /** The address of the client; null says that it is unknown. @defaultValue as the framework sees it */
  readonly ip?: string | null | undefined;
}
