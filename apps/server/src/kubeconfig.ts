import { openCertificates } from './certificates.ts';
import { readConfig } from './config.ts';
import { openDataFolder } from './data-folder.ts';
import { kubeconfigText } from './kubeconfig-text.ts';
import { readRunFile } from './run-file.ts';

/**
 * `npm run kubeconfig`: prints a kubeconfig for the control plane that runs on this data folder. It speaks TLS, since
 * kubectl sends no credentials otherwise, and trusts the cluster's own authority. JSON is YAML.
 */
const read = readConfig(process.env, '');
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(2);
}
const running = readRunFile(read.config.dataDir);
if (running === null) {
  console.error(`No control plane runs on ${read.config.dataDir}; run npm start first, then this again.`);
  process.exit(1);
}
const { path, token } = await openDataFolder(read.config.dataDir, read.config.token);
const { status } = await fetch(`${running.url}/trpc/cluster.summary`, {
  headers: { authorization: `Bearer ${token}` },
});
if (status === 401) {
  console.error('The control plane has another token: set the GANTRY_TOKEN here that it was started with.');
  process.exit(1);
}
const { ca } = await openCertificates(path, [], Date.now());
console.log(kubeconfigText({ tlsUrl: running.tlsUrl, ca, token }));
