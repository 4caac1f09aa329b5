/** Whether a value is a plain object in the vendor's eyes: made by `{}` or JSON, no class instance, no null prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
