/** A path of this shop that is safe to link and redirect to, or the start page. */
export function localPath(path: unknown): string {
  return typeof path === 'string' && /^\/(?!\/)[\w./-]*$/.test(path) ? path : '/';
}
