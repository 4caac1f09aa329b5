import { differential } from './differential.js';

differential({ part: 3, of: 3 });
