/** Which module instance a decorator asks. */
export interface InstanceChoice {
  /**
   * Name of the instance, as given to `forRoot`.
   *
   * @defaultValue the instance without a name
   */
  readonly instance?: string | undefined;
}
