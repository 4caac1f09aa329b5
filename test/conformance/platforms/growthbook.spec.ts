import { growthbook } from './growthbook.js';
import { platformSuite } from './suite.js';

platformSuite(growthbook);
