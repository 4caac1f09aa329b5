import { differential } from './differential.js';

differential({ part: 2, of: 3 });
