import { differential } from './differential.js';

differential({ part: 1, of: 3 });
