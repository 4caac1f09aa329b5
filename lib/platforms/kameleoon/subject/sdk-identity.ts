import type { SdkIdentity } from '../targeting/condition-parts.js';

/** Which SDK the module stands in for unless told otherwise. */
export const DEFAULT_SDK: SdkIdentity = Object.freeze({ type: 'NODEJS', version: '5.17.1' });
