/** Whether a value can be used as a secret: a text of 16 characters or more. */
export function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 16;
}
