import { optimizely } from './optimizely.js';
import { platformSuite } from './suite.js';

platformSuite(optimizely);
