import { Refused, readJson } from '@gantry/mesos-wire';
import type { Command } from '@gantry/model';
import { z } from 'zod';
import { type Resource, resource } from '../scheduler/task-info.ts';
import { givenBack, type Operator, reservations, volumes, volumesGone } from './change.ts';

/** A form of Mesos's older endpoints: an agent, and resources or volumes of it as JSON. */
export interface ResourceForm {
  agent_id: { value: string };
  resources: Resource[];
}

/** By the endpoint that a form is posted to. */
export const resourceForms: Record<string, (of: Operator, form: ResourceForm) => Command[]> = {
  reserve: (of, form) => reservations(of, form),
  unreserve: (_of, form) => givenBack(form),
  'create-volumes': (of, { agent_id, resources }) => volumes(of, { agent_id, volumes: resources }),
  'destroy-volumes': (of, { agent_id, resources }) => volumesGone(of, { agent_id, volumes: resources }),
};

/** Throws Refused for what is no such form. */
export function readForm(text: string): ResourceForm {
  const form = new URLSearchParams(text);
  const agent = form.get('slaveId');
  if (agent === null) throw new Refused(400, "Missing 'slaveId' query parameter in the request body");
  const [name, json] =
    ['resources', 'volumes']
      .map((one) => [one, form.get(one)] as const)
      .find(([, value]) => value !== null) ?? [];
  if (json === undefined || json === null)
    throw new Refused(400, "Missing 'resources' or 'volumes' query parameter in the request body");
  const parsed = z.array(resource).safeParse(readJson(json));
  if (!parsed.success)
    throw new Refused(400, `Error in parsing '${name}': ${parsed.error.issues[0]?.message}`);
  return { agent_id: { value: agent }, resources: parsed.data };
}
