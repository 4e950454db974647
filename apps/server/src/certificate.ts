import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from './config.ts';

/** `npm run certificate`: what other machines need to trust this cluster, in PEM. It is no secret. */
const read = readConfig(process.env, '');
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(2);
}
try {
  const kept: { certificate: string } = JSON.parse(
    readFileSync(join(read.config.dataDir, 'ca.json'), 'utf8'),
  );
  process.stdout.write(kept.certificate);
} catch {
  console.error(`There is no cluster in ${read.config.dataDir} yet. Run npm start first.`);
  process.exit(1);
}
