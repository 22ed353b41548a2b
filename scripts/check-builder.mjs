// Checks electron-builder.yml against electron-builder's own schema, and that what it names is there. Works offline.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js');

/** One sentence for each thing that would make a package that does not run. */
function findProblems(config) {
  const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const patterns = config.files.flatMap((entry) => (typeof entry === 'string' ? entry : entry.filter));
  const problems = [];
  if (!patterns.includes('out/**') || !main.startsWith('out/')) {
    problems.push(`The entry ${main} of package.json is not among the packaged files.`);
  }
  if (!patterns.some((pattern) => pattern.startsWith('!node_modules/node-{'))) {
    problems.push('The Node of the repository is not excluded.');
  }
  for (const { from } of config.extraResources) {
    if (!existsSync(join(root, from))) problems.push(`The resource ${from} does not exist.`);
  }
  if (config.electronFuses.runAsNode !== false) problems.push('The fuse runAsNode is not off.');
  return problems;
}

const config = await getConfig(root, 'electron-builder.yml', null);
await validateConfiguration(config, { isEnabled: false });
const problems = findProblems(config);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log('electron-builder.yml is valid.');
