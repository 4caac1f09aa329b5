/** The value of a query parameter, of several the first; null if the path has none. Names are not decoded. */
export function queryParameter(path: string, name: string): string | null {
  const question = path.indexOf('?');
  if (question === -1 || !path.includes(name, question)) return null;
  return new URLSearchParams(path.slice(question + 1)).get(name);
}

/** The path as if it did not have the query parameter. */
export function withoutParameter(path: string, name: string): string {
  const question = path.indexOf('?');
  if (question === -1) return path;
  const pairs = path.slice(question + 1).split('&');
  const others = pairs.filter((pair) => pair !== name && !pair.startsWith(`${name}=`));
  return others.length === 0 ? path.slice(0, question) : `${path.slice(0, question)}?${others.join('&')}`;
}
