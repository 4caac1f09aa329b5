/** What a browser keeps of the cookies of one host: names and values, until they are deleted. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Takes `Set-Cookie` headers. */
  take(cookies: readonly string[]): void {
    for (const text of cookies) {
      const [pair = '', ...attributes] = text.split('; ');
      const equals = pair.indexOf('=');
      if (attributes.includes('Max-Age=0')) this.#cookies.delete(pair.slice(0, equals));
      else this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /** The `Cookie` header of the next request. */
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
