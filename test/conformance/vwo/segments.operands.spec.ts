import { operands } from './segments.js';

operands({ part: 1, of: 1 });
