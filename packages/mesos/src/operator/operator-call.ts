import { z } from 'zod';
import { id, listOf, number, resource } from '../scheduler/task-info.ts';
import { machineIds, maintenanceSchedule } from './maintenance.ts';

const scalar = z.object({ value: number });
const quotaConfig = z.object({
  role: z.string(),
  guarantees: z.record(z.string(), scalar).optional(),
  limits: z.record(z.string(), scalar).optional(),
});
export type QuotaConfig = z.infer<typeof quotaConfig>;
const weightInfo = z.object({ role: z.string(), weight: number });
export const weightInfos = z.array(weightInfo);
export type WeightInfo = z.infer<typeof weightInfo>;

const ofAgent = z.object({ agent_id: id });
const ofResources = z.object({ agent_id: id, resources: listOf(resource) });
export type OfResources = z.infer<typeof ofResources>;
const ofVolumes = z.object({ agent_id: id, volumes: listOf(resource) });
export type OfVolumes = z.infer<typeof ofVolumes>;

/** The calls of the operator API that are done here. */
export const operatorCall = z.discriminatedUnion('type', [
  z.object({ type: z.literal('GET_HEALTH') }),
  z.object({ type: z.literal('GET_FLAGS') }),
  z.object({ type: z.literal('GET_VERSION') }),
  z.object({ type: z.literal('GET_METRICS') }),
  z.object({ type: z.literal('GET_LOGGING_LEVEL') }),
  z.object({ type: z.literal('GET_STATE') }),
  z.object({ type: z.literal('GET_AGENTS') }),
  z.object({ type: z.literal('GET_FRAMEWORKS') }),
  z.object({ type: z.literal('GET_EXECUTORS') }),
  z.object({ type: z.literal('GET_TASKS') }),
  z.object({ type: z.literal('GET_ROLES') }),
  z.object({ type: z.literal('GET_WEIGHTS') }),
  z.object({ type: z.literal('GET_QUOTA') }),
  z.object({ type: z.literal('GET_MASTER') }),
  z.object({ type: z.literal('GET_MAINTENANCE_STATUS') }),
  z.object({ type: z.literal('GET_MAINTENANCE_SCHEDULE') }),
  z.object({ type: z.literal('SUBSCRIBE') }),
  z.object({
    type: z.literal('UPDATE_WEIGHTS'),
    update_weights: z.object({ weight_infos: listOf(weightInfo) }),
  }),
  z.object({
    type: z.literal('UPDATE_QUOTA'),
    update_quota: z.object({ quota_configs: listOf(quotaConfig) }),
  }),
  z.object({ type: z.literal('TEARDOWN'), teardown: z.object({ framework_id: id }) }),
  z.object({
    type: z.literal('DRAIN_AGENT'),
    drain_agent: z.object({
      agent_id: id,
      max_grace_period: z.object({ nanoseconds: number }).optional(),
    }),
  }),
  z.object({
    type: z.literal('UPDATE_MAINTENANCE_SCHEDULE'),
    update_maintenance_schedule: z.object({ schedule: maintenanceSchedule }),
  }),
  z.object({ type: z.literal('START_MAINTENANCE'), start_maintenance: z.object({ machines: machineIds }) }),
  z.object({ type: z.literal('STOP_MAINTENANCE'), stop_maintenance: z.object({ machines: machineIds }) }),
  z.object({ type: z.literal('RESERVE_RESOURCES'), reserve_resources: ofResources }),
  z.object({ type: z.literal('UNRESERVE_RESOURCES'), unreserve_resources: ofResources }),
  z.object({ type: z.literal('CREATE_VOLUMES'), create_volumes: ofVolumes }),
  z.object({ type: z.literal('DESTROY_VOLUMES'), destroy_volumes: ofVolumes }),
  z.object({ type: z.literal('DEACTIVATE_AGENT'), deactivate_agent: ofAgent }),
  z.object({ type: z.literal('REACTIVATE_AGENT'), reactivate_agent: ofAgent }),
  z.object({ type: z.literal('MARK_AGENT_GONE'), mark_agent_gone: ofAgent }),
]);
export type OperatorCall = z.infer<typeof operatorCall>;
