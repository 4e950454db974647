import { hostname } from 'node:os';

/** A kubeconfig, as JSON, which is YAML. It holds the token: whoever has it is the administrator. */
export function kubeconfigText({ tlsUrl, ca, token }: { tlsUrl: string; ca: string; token: string }): string {
  const name = `gantry-${hostname()}`;
  const cluster = {
    server: `${tlsUrl}/k8s`,
    'certificate-authority-data': Buffer.from(ca).toString('base64'),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  };
  return JSON.stringify(config, null, 2);
}
