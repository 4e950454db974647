/** Of a task behind a service: what the service makes of it, and where each of its ports is answered; null: nowhere. */
interface Endpoint {
  state: string;
  targets: readonly (object | null)[];
}

/** Ready, and with a port of the service: requests go to it. */
export const isServing = ({ state, targets }: Endpoint): boolean =>
  state === 'ready' && targets.some((target) => target !== null);
