import type { FieldIssue, Rejection, RejectionCode } from '@gantry/model';
import { rejectionStatus } from '@gantry/model';

export interface Detail {
  /** A JSON path as Marathon writes it: `/container/docker/image`. */
  path: string;
  errors: string[];
}

/** Marathon's no: an HTTP status and its body. Thrown anywhere below the door, answered by the door. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly body: { message: string; details?: Detail[]; deployments?: { id: string }[] };
  constructor(status: number, body: Refusal['body']) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** Valid JSON of an invalid object. */
export function notValid(details: Detail[]): Refusal {
  return new Refusal(422, { message: 'Object is not valid', details });
}

export function notJson(details: Detail[]): Refusal {
  return new Refusal(400, { message: 'Invalid JSON', details });
}

export const appMissing = (id: string) => new Refusal(404, { message: `App '${id}' does not exist` });
export const groupMissing = (id: string) => new Refusal(404, { message: `Group '${id}' does not exist` });

/** The lock's holders are named, so that a client can look at them or override. */
export function locked(deploymentIds: string[]): Refusal {
  const message =
    "App is locked by one or more deployments. Override with the option '?force=true'. View details at '/v2/deployments/<DEPLOYMENT_ID>'.";
  return new Refusal(409, { message, deployments: deploymentIds.map((id) => ({ id })) });
}

const ownStatus: Partial<Record<RejectionCode, number>> = { invalid: 422, immutable: 422, gone: 409 };

/** A rejection of the engine in Marathon's form. */
export function refusalOf({ code, message, issues }: Rejection): Refusal {
  const status = ownStatus[code] ?? rejectionStatus[code];
  if (issues.length === 0) return new Refusal(status, { message });
  const details = detailsOf(issues);
  return new Refusal(status, { message: status === 422 ? 'Object is not valid' : message, details });
}

export function detailsOf(issues: readonly FieldIssue[]): Detail[] {
  return issues.map((issue) => ({ path: jsonPath(issue.field), errors: [issue.message] }));
}

/** `template.containers[0].image` as `/template/containers(0)/image`, the way Marathon writes paths. */
const jsonPath = (field: string) => `/${field.replaceAll('.', '/').replace(/\[(\d+)\]/g, '($1)')}`;
