/** A variant as downloaded. */
export interface VariantPayload {
  readonly name?: unknown;
  /** JSON text of the variables that the variant sets. */
  readonly config?: unknown;
}

/** A custom field as downloaded. */
export interface CustomFieldPayload {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly value?: unknown;
}

/** An experiment as downloaded: what the vendor documents. Nothing is taken for granted. */
export interface ExperimentPayload {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly iteration?: unknown;
  readonly unitType?: unknown;
  readonly seedHi?: unknown;
  readonly seedLo?: unknown;
  readonly split?: unknown;
  readonly trafficSeedHi?: unknown;
  readonly trafficSeedLo?: unknown;
  readonly trafficSplit?: unknown;
  readonly fullOnVariant?: unknown;
  readonly variants?: unknown;
  /** JSON text of the audience. */
  readonly audience?: unknown;
  readonly audienceStrict?: unknown;
  readonly customFieldValues?: unknown;
}
