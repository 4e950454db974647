import type { ControlPlane } from '@gantry/controlplane';
import { Refused } from '@gantry/mesos-wire';
import {
  type Actor,
  type Command,
  type FrameworkId,
  type NodeId,
  type Resources,
  rejectionStatus,
} from '@gantry/model';
import { roleFault } from '../scheduler/framework-settings.ts';
import { askedVolume, isVolume } from '../scheduler/persistent-volume.ts';
import { persistenceOf, reservedRole, toResources } from '../scheduler/task-to-launch.ts';
import { bringDown, bringUp, schedule } from './maintenance.ts';
import type { OfResources, OfVolumes, OperatorCall, QuotaConfig, WeightInfo } from './operator-call.ts';

export interface Operator {
  plane: ControlPlane;
  actor: Actor;
}

const mebibyte = 1024 ** 2;
/** How a role's record says that a kind is not limited. */
const unlimited = Number.MAX_SAFE_INTEGER;

/** Does what an operator asks for. False: the call asks for nothing to be done. */
export async function change(operator: Operator, call: OperatorCall): Promise<boolean> {
  const commands = commandsOf(operator, call);
  if (commands === null) return false;
  for (const command of commands) await submit(operator, command);
  return true;
}

function commandsOf(operator: Operator, call: OperatorCall): Command[] | null {
  switch (call.type) {
    case 'TEARDOWN':
      return [teardown(call.teardown.framework_id.value)];
    case 'UPDATE_WEIGHTS':
      return weights(operator, call.update_weights.weight_infos);
    case 'UPDATE_QUOTA':
      return quotas(operator, call.update_quota.quota_configs);
    case 'DRAIN_AGENT':
      return [drain(call.drain_agent.agent_id.value, call.drain_agent.max_grace_period?.nanoseconds)];
    case 'RESERVE_RESOURCES':
      return reservations(operator, call.reserve_resources);
    case 'UNRESERVE_RESOURCES':
      return givenBack(call.unreserve_resources);
    case 'CREATE_VOLUMES':
      return volumes(operator, call.create_volumes);
    case 'DESTROY_VOLUMES':
      return volumesGone(operator, call.destroy_volumes);
    case 'UPDATE_MAINTENANCE_SCHEDULE':
      return schedule(operator.plane.view, call.update_maintenance_schedule.schedule);
    case 'START_MAINTENANCE':
      return bringDown(operator.plane.view, call.start_maintenance.machines);
    case 'STOP_MAINTENANCE':
      return bringUp(operator.plane.view, call.stop_maintenance.machines);
    case 'DEACTIVATE_AGENT':
      return [{ type: 'node.cordon', node: call.deactivate_agent.agent_id.value as NodeId }];
    case 'REACTIVATE_AGENT':
      return [{ type: 'node.uncordon', node: call.reactivate_agent.agent_id.value as NodeId }];
    case 'MARK_AGENT_GONE':
      return [{ type: 'node.remove', node: call.mark_agent_gone.agent_id.value as NodeId }];
    default:
      return null;
  }
}

export const reservations = ({ actor }: Operator, of: OfResources): Command[] =>
  reserved(of).map((one) => ({ type: 'node.reserve', ...one, principal: actor.name }));

export function givenBack(of: OfResources): Command[] {
  if (of.resources.some((one) => persistenceOf(one) !== undefined))
    throw new Refused(400, 'Volumes are destroyed first, then their disk is unreserved');
  return reserved(of).map((one) => ({ type: 'node.unreserve', ...one }));
}

export function volumes({ actor }: Operator, of: OfVolumes): Command[] {
  return of.volumes.map((one) => {
    const asked = askedVolume(one, actor.name);
    if (typeof asked === 'string') throw new Refused(400, `Invalid volume: ${asked}`);
    return { type: 'node.createVolume', node: of.agent_id.value as NodeId, ...asked, offers: [] };
  });
}

export function volumesGone({ plane }: Operator, of: OfVolumes): Command[] {
  const node = of.agent_id.value as NodeId;
  const known = [...plane.view.volumesOfNode(node)];
  return of.volumes.map((one) => {
    const persistence = known.find((volume) => isVolume(one, volume))?.persistence;
    if (persistence === undefined)
      throw new Refused(400, `Persistent volume '${persistenceOf(one) ?? ''}' does not exist on ${node}`);
    return {
      type: 'node.destroyVolume',
      node,
      role: persistence.role,
      persistenceId: persistence.id,
      offers: [],
    };
  });
}

/** By role: each resource names the role that it is reserved for. */
function reserved({ agent_id, resources }: OfResources) {
  const byRole = Map.groupBy(resources, reservedRole);
  return Array.from(byRole, ([role, own]) => {
    const fault =
      role === undefined ? "Resources must be reserved for a role other than '*'" : roleFault(role);
    if (fault !== null) throw new Refused(400, fault);
    return { node: agent_id.value as NodeId, role: role!, resources: toResources(own) };
  });
}

export async function submit({ plane, actor }: Operator, command: Command): Promise<void> {
  const reply = await plane.submit(command, actor);
  if (!reply.ok) throw new Refused(rejectionStatus[reply.error.code], reply.error.message);
}

export const teardown = (framework: string): Command => ({
  type: 'framework.remove',
  framework: framework as FrameworkId,
  reason: 'Torn down by an operator.',
});

function drain(node: string, graceNanoseconds: number | undefined): Command {
  const deadlineSeconds = graceNanoseconds === undefined ? null : graceNanoseconds / 1e9;
  return { type: 'node.drain', node: node as NodeId, planHash: null, deadlineSeconds, force: false };
}

/** All or none: a weight that is no weight is refused before any is changed. */
export function weights({ plane }: Operator, infos: readonly WeightInfo[]): Command[] {
  for (const { role, weight } of infos) {
    const fault = roleFault(role);
    if (fault !== null) throw new Refused(400, fault);
    if (!(weight > 0 && Number.isFinite(weight)))
      throw new Refused(400, `Invalid weight '${weight}': Weights must be positive`);
  }
  return infos.map(({ role, weight }) => ({ type: 'role.save', ...roleOf(plane, role), weight }));
}

export function quotas({ plane }: Operator, configs: readonly QuotaConfig[]): Command[] {
  for (const { role } of configs) {
    const fault =
      roleFault(role) ?? (role.includes('/') ? `Quota of nested role '${role}' is not supported` : null);
    if (fault !== null) throw new Refused(400, fault);
  }
  return configs.map(({ role, guarantees, limits }) => ({
    type: 'role.save',
    ...roleOf(plane, role),
    quotaGuarantee: guarantees === undefined ? null : amountsOf(guarantees, 0),
    quotaLimit: limits === undefined ? null : amountsOf(limits, unlimited),
  }));
}

const roleOf = ({ view }: ControlPlane, name: string) => ({
  ...(view.get('roles', name) ?? { weight: 1, quotaGuarantee: null, quotaLimit: null }),
  name,
});

function amountsOf(given: Record<string, { value: number }>, missing: number): Resources {
  const amount = (name: string, unit: number) => {
    const value = given[name]?.value;
    if (value !== undefined && !(value >= 0 && Number.isFinite(value)))
      throw new Refused(400, `Invalid quota: ${name} must be 0 or more`);
    return value === undefined ? missing : Math.round(value * unit);
  };
  return {
    cpuMillis: amount('cpus', 1000),
    memoryBytes: amount('mem', mebibyte),
    diskBytes: amount('disk', mebibyte),
    gpus: amount('gpus', 1),
  };
}
