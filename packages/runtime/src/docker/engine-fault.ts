import { RuntimeFault } from '../port.ts';

/** What dockerode throws: an HTTP answer that is no success, or the socket's own error. */
interface EngineError extends Error {
  statusCode?: number;
  code?: string;
  json?: unknown;
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EACCES',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTSOCK',
  'EPERM',
]);

export const statusOf = (error: unknown): number | undefined => (error as EngineError).statusCode;

/** The engine's own sentence, without dockerode's frame around it. */
export function sentenceOf(error: unknown): string {
  const { json, message } = error as EngineError;
  const said = (json as { message?: unknown; cause?: unknown } | undefined)?.message;
  return (typeof said === 'string' ? said : message.replace(/^\(HTTP code \d+\) .*? - /, '')).trim();
}

/** Wraps once, at the border: an engine that does not answer is Unavailable, whatever was wanted of it. */
export function toFault(
  error: unknown,
  socketPath: string,
  otherwise: RuntimeFault['reason'],
  doing: string,
): RuntimeFault {
  if (error instanceof RuntimeFault) return error;
  const { code } = error as EngineError;
  if (code !== undefined && unreachable.has(code)) {
    return new RuntimeFault('Unavailable', explainUnreachable(socketPath, code), true, error);
  }
  if (statusOf(error) === 404 && otherwise !== 'ImagePullFailed') {
    return new RuntimeFault('NotFound', `${doing}: ${sentenceOf(error)}`, false, error);
  }
  return new RuntimeFault(otherwise, `${doing}: ${sentenceOf(error)}`, true, error);
}

/** Why there is no engine, and how to get one. */
export function explainUnreachable(socketPath: string, code: string): string {
  if (code === 'ENOENT') {
    return `no container engine here: there is no socket ${socketPath}. Install Docker or Podman and start it, or name its socket in GANTRY_DOCKER_SOCKET`;
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return `the agent may not use the container engine at ${socketPath}: run it as root or as a member of the engine's group`;
  }
  return `the container engine at ${socketPath} does not answer (${code}): is it running?`;
}
