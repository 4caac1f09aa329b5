/** The one registration of platforms: a platform is one folder and one line here. */
export { growthbook } from './growthbook/growthbook.platform.js';
export { localFile } from './growthbook/local-file.platform.js';
export type { GrowthbookOptions } from './growthbook/growthbook.platform.js';
export type { LocalFileOptions } from './growthbook/local-file.platform.js';
