import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from './config.ts';
import { readRunFile } from './run-file.ts';

/** `npm run link`: another link that signs a browser in, from the control plane that runs on this data folder. */
const read = readConfig(process.env, '');
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(2);
}
const { dataDir } = read.config;
const running = readRunFile(dataDir);
if (running === null) {
  console.error(`No control plane runs on ${dataDir}. Run npm start.`);
  process.exit(1);
}
const token = read.config.token ?? readFileSync(join(dataDir, 'token'), 'utf8').trim();
const answer = await fetch(`${running.url}/sign-in`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}` },
});
const text = await answer.text();
if (answer.ok) console.log(running.url + text);
else console.error(text);
process.exit(answer.ok ? 0 : 1);
