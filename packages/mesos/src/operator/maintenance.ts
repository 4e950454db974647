import type { View } from '@gantry/engine';
import { Refused } from '@gantry/mesos-wire';
import type { Command, FrameworkId, NodeId, NodeRecord } from '@gantry/model';
import { z } from 'zod';
import type { InverseAnswer } from '../scheduler/inverse-offers.ts';
import { listOf } from '../scheduler/task-info.ts';
import { unavailability, unavailabilityMessage } from '../wire/unavailability.ts';

/** Maintenance as Mesos has it: announced in a schedule, then a machine is brought down, and up again. */

const machineId = z.object({ hostname: z.string().optional(), ip: z.string().optional() });
export const machineIds = listOf(machineId);
type MachineId = z.infer<typeof machineId>;

export const maintenanceSchedule = z.object({
  windows: listOf(z.object({ machine_ids: machineIds, unavailability })),
});
type Schedule = z.infer<typeof maintenanceSchedule>;

const idOf = ({ name, address }: NodeRecord) => ({ hostname: name, ip: address });

/** Mesos's state DOWN: announced, and nothing runs or is placed there. */
const isDown = ({ unavailable, drain }: NodeRecord) => Boolean(unavailable) && drain !== null;

const announced = (view: View) => [...view.all('nodes')].filter(({ unavailable }) => Boolean(unavailable));

function find(view: View, { hostname, ip }: MachineId): NodeRecord {
  const nodes = [...view.all('nodes')].filter(
    (node) =>
      (hostname === undefined || hostname === '' || node.name === hostname.toLowerCase()) &&
      (ip === undefined || ip === '' || node.address === ip),
  );
  const [node, other] = nodes;
  const name = JSON.stringify({ hostname, ip });
  if (node === undefined) throw new Refused(400, `Machine ${name} is not known`);
  if (other !== undefined)
    throw new Refused(400, `Machine ${name} is more than one agent; give its hostname`);
  return node;
}

/** Makes the schedule so, whole: what is not in it is called off. */
export function schedule(view: View, { windows }: Schedule): Command[] {
  const wanted = new Map<NodeId, Schedule['windows'][number]['unavailability']>();
  for (const window of windows) {
    if (window.machine_ids.length === 0)
      throw new Refused(400, 'List of machines in the maintenance window is empty');
    for (const machine of window.machine_ids) {
      const { id, name } = find(view, machine);
      if (wanted.has(id)) throw new Refused(400, `Machine '${name}' appears more than once in the schedule`);
      wanted.set(id, window.unavailability);
    }
  }
  const calledOff = announced(view).filter(({ id }) => !wanted.has(id));
  const down = calledOff.find(isDown);
  if (down !== undefined)
    throw new Refused(400, `Machine '${down.name}' is deactivated and cannot be removed from the schedule`);
  return [
    ...Array.from(wanted, ([node, unavailable]): Command => ({ type: 'node.announce', node, unavailable })),
    ...calledOff.map(({ id: node }): Command => ({ type: 'node.announce', node, unavailable: null })),
  ];
}

export function bringDown(view: View, machines: readonly MachineId[]): Command[] {
  return machines.map((machine) => {
    const node = find(view, machine);
    if (!node.unavailable)
      throw new Refused(400, `Machine '${node.name}' is not part of a maintenance schedule`);
    const of = { planHash: null, deadlineSeconds: null, force: true };
    return { type: 'node.drain', node: node.id, ...of };
  });
}

export function bringUp(view: View, machines: readonly MachineId[]): Command[] {
  return machines.flatMap((machine): Command[] => {
    const node = find(view, machine);
    if (!isDown(node)) throw new Refused(400, `Machine '${node.name}' is not in DOWN mode`);
    return [
      { type: 'node.announce', node: node.id, unavailable: null },
      { type: 'node.uncordon', node: node.id },
    ];
  });
}

export function scheduleMessage(view: View) {
  const windows = announced(view).map((node) => ({
    machine_ids: [idOf(node)],
    unavailability: unavailabilityMessage(node.unavailable!),
  }));
  return windows.length === 0 ? {} : { windows };
}

/** What frameworks answered about a node. */
export type AnswersOn = (nodeId: NodeId) => { frameworkId: FrameworkId; answer: InverseAnswer }[];

export function statusMessage(view: View, answersOn: AnswersOn) {
  const nodes = announced(view);
  const draining_machines = nodes
    .filter((node) => !isDown(node))
    .map((node) => ({ id: idOf(node), statuses: answersOn(node.id).map(answerMessage) }));
  const down_machines = nodes.filter(isDown).map(idOf);
  return {
    ...(draining_machines.length === 0 ? {} : { draining_machines }),
    ...(down_machines.length === 0 ? {} : { down_machines }),
  };
}

const answerMessage = ({ frameworkId, answer }: ReturnType<AnswersOn>[number]) => ({
  status: answer.status,
  framework_id: { value: frameworkId },
  timestamp: { nanoseconds: answer.atMs * 1e6 },
});
