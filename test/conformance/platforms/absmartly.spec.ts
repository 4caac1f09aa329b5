import { absmartly } from './absmartly.js';
import { platformSuite } from './suite.js';

platformSuite(absmartly);
