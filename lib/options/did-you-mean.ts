/** Names that differ by more letters than this are not taken for each other. */
const FARTHEST = 3;

/** The name that was probably meant, of those that exist; undefined when none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(FARTHEST, Math.floor(name.length / 2)) + 1;
  for (const candidate of names) {
    const distance = distanceTo(name, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

/** A missing unit (`everyMs`) is not held against a name. */
function distanceTo(name: string, candidate: string): number {
  const bare = candidate.endsWith('Ms') ? candidate.slice(0, -2) : candidate;
  const wanted = name.toLowerCase();
  return Math.min(editDistance(wanted, candidate.toLowerCase()), editDistance(wanted, bare.toLowerCase()));
}

/** How many letters must be added, removed or replaced to make one of the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    previous = row;
  }
  return previous[b.length] as number;
}
