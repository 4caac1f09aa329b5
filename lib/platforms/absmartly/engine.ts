/** What A/B Smartly adds to the framework-free entry. */
export { compileAbsmartly } from './compile/compile.js';
export type { AssignmentDetails as AbsmartlyAssignmentDetails } from './decide/answer.js';
export { unitUid as absmartlyUnitUid } from './subject/unit-uid.js';
