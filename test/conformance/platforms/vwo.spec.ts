import { vwo } from './vwo.js';
import { platformSuite } from './suite.js';

platformSuite(vwo);
