/** Counts what a run has met, so that a generator that stops reaching something is noticed. */
export class Coverage {
  private readonly counts = new Map<string, number>();

  see(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  count(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** What was met less often than wanted. */
  missing(wanted: Iterable<string>, floor: number): string[] {
    return [...wanted]
      .filter((what) => this.count(what) < floor)
      .map((what) => `${what}: ${this.count(what)}`);
  }

  toString(): string {
    const lines = [...this.counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `${what}: ${count}`);
    return lines.join('\n');
  }
}
