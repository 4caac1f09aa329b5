// Compares the public surface in dist/ with the reports in git, one for each entry point of package.json.
//   node .ci/api-report.mjs            fails when a report is out of date
//   node .ci/api-report.mjs --update   rewrites the reports
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const update = process.argv.includes('--update');
const packageJson = fileURLToPath(new URL('../package.json', import.meta.url));
const base = fileURLToPath(new URL('../.api-extractor/base.json', import.meta.url));
let wrong = 0;

for (const [path, { types } = {}] of Object.entries(JSON.parse(readFileSync(packageJson, 'utf8')).exports)) {
  if (types === undefined) continue;
  const entry = path === '.' ? 'index' : path.slice(2);
  const configObject = ExtractorConfig.loadFile(base);
  configObject.mainEntryPointFilePath = types.replace('./', '<projectFolder>/');
  configObject.apiReport.reportFileName = `${entry}.api.md`;
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: base,
    packageJsonFullPath: packageJson,
    ignoreMissingEntryPoint: true,
  });
  if (!existsSync(config.mainEntryPointFilePath)) {
    console.log(`${entry}: there is no ${types}; skipped`);
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
