/** Gives the id of a goal by the name it is tracked under: of the option `goals`, else the name itself when it is a whole number. */
export function goalIds(goals: Readonly<Record<string, number>> = {}): (goal: string) => number | undefined {
  const byName = new Map(Object.entries(goals));
  for (const [name, id] of byName) {
    if (!Number.isSafeInteger(id)) {
      throw new TypeError(
        `Expected goals["${name}"] to be the id of a goal: a whole number. Got ${typeof id}.`,
      );
    }
  }
  return (goal) => byName.get(goal) ?? (/^\d{1,15}$/.test(goal) ? Number(goal) : undefined);
}
