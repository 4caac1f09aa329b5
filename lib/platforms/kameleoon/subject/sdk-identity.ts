/** Which SDK the program stands in for, as conditions on the SDK see it. */
export interface SdkIdentity {
  /** `NODEJS`, `PYTHON`, `JAVA` ... */
  readonly type: string;
  /** Semantic version. */
  readonly version: string;
}

/** Which SDK the module stands in for unless told otherwise. */
export const DEFAULT_SDK: SdkIdentity = Object.freeze({ type: 'NODEJS', version: '5.17.1' });
