// Compares the public surface in dist/ with the reports in git, one for each entry point.
//   node .ci/api-report.mjs            fails when a report is out of date
//   node .ci/api-report.mjs --update   rewrites the reports
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const update = process.argv.includes('--update');
let wrong = 0;

for (const entry of ['index', 'engine', 'testing']) {
  const file = fileURLToPath(new URL(`../.api-extractor/${entry}.json`, import.meta.url));
  const configObject = ExtractorConfig.loadFile(file);
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: file,
    packageJsonFullPath: fileURLToPath(new URL('../package.json', import.meta.url)),
    ignoreMissingEntryPoint: true,
  });
  if (!existsSync(config.mainEntryPointFilePath)) {
    console.log(`${entry}: there is no ${configObject.mainEntryPointFilePath}; skipped`);
    continue;
  }
  const result = Extractor.invoke(config, { localBuild: update, showVerboseMessages: false });
  if (result.errorCount > 0 || (!update && result.apiReportChanged)) {
    wrong++;
    console.error(
      `${entry}: the public surface is not what its report says (npm run api:update, then review the diff)`,
    );
  } else {
    console.log(`${entry}: ${result.apiReportChanged ? 'report rewritten' : 'as reported'}`);
  }
}
process.exitCode = wrong === 0 ? 0 : 1;
