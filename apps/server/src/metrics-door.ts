import type { ControlPlaneHost, Door } from '@gantry/controlplane';
import { refuse } from './front.ts';

/** `/metrics`, in Prometheus's text format. Behind the token: it tells what runs here. */
export function metricsDoor(plane: ControlPlaneHost): Door {
  return {
    prefixes: ['/metrics'],
    refuse,
    async handle(_request, response) {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(plane.metricsText());
    },
  };
}
