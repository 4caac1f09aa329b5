import { operators } from './segments.js';

operators({ part: 1, of: 1 });
