import { kameleoon } from './kameleoon.js';
import { platformSuite } from './suite.js';

platformSuite(kameleoon);
