import { limits } from './limits.ts';
import { always, cpu, disk, fields, memory, whole } from './manifest-field.ts';
import { formatCpu, formatMemory } from './quantity.ts';
import type { Container } from './template.ts';

/** What a container asks for and what it may not exceed, with Kubernetes's names. */

const gpuField = 'nvidia.com/gpu';
const gpus = whole({ min: 0, max: limits.gpus });

const requestFields = fields({
  cpu: cpu.optional(),
  memory: atLeast(limits.minMemoryRequestBytes).optional(),
  'ephemeral-storage': disk.optional(),
  [gpuField]: gpus.optional(),
});
const limitFields = fields({
  cpu: cpu.optional(),
  memory: atLeast(limits.minMemoryLimitBytes).optional(),
  [gpuField]: gpus.optional(),
});

/** Zero is "none asked for"; anything between is a number whose unit was forgotten. */
function atLeast(minBytes: number) {
  return memory.refine((bytes) => bytes === 0 || bytes >= minBytes, {
    error: `must be 0 or at least ${formatMemory(minBytes)}; write a unit, such as \`128Mi\``,
  });
}

const resourcesFields = fields({ requests: requestFields.default({}), limits: limitFields.default({}) });

/** Kubernetes's rule: what is not requested is requested as limited; nothing may be requested beyond its limit. */
export const resourcesManifest = always(resourcesFields, (value, report) => {
  const { requests = {}, limits: limited = {} } = (value ?? {}) as Record<string, Record<string, unknown>>;
  for (const field of ['cpu', 'memory', gpuField]) {
    const [request, limit] = [requests?.[field], limited?.[field]];
    if (typeof request !== 'number' || typeof limit !== 'number') continue;
    const equal = field === gpuField;
    if (equal && request !== limit) report(['requests', field], 'must equal the limit: gpus are whole');
    else if (limit !== 0 && request > limit) report(['requests', field], `must not be over limits.${field}`);
  }
}).transform(({ requests, limits: limited }): Pick<Container, 'requests' | 'limits'> => {
  const limit = { cpuMillis: limited.cpu || null, memoryBytes: limited.memory || null };
  return {
    limits: limit,
    requests: {
      cpuMillis: requests.cpu ?? limit.cpuMillis ?? 0,
      memoryBytes: requests.memory ?? limit.memoryBytes ?? 0,
      diskBytes: requests['ephemeral-storage'] ?? 0,
      gpus: requests[gpuField] ?? limited[gpuField] ?? 0,
    },
  };
});

/** Back to what a person writes; null when there is nothing to write. */
export function formatResources({ requests, limits: limit }: Pick<Container, 'requests' | 'limits'>) {
  const written = {
    requests: {
      ...(requests.cpuMillis || limit.cpuMillis !== null ? { cpu: formatCpu(requests.cpuMillis) } : {}),
      ...(requests.memoryBytes || limit.memoryBytes !== null
        ? { memory: formatMemory(requests.memoryBytes) }
        : {}),
      ...(requests.diskBytes ? { 'ephemeral-storage': formatMemory(requests.diskBytes) } : {}),
      ...(requests.gpus ? { [gpuField]: requests.gpus } : {}),
    },
    limits: {
      ...(limit.cpuMillis === null ? {} : { cpu: formatCpu(limit.cpuMillis) }),
      ...(limit.memoryBytes === null ? {} : { memory: formatMemory(limit.memoryBytes) }),
    },
  };
  const filled = Object.entries(written).filter(([, part]) => Object.keys(part).length > 0);
  return filled.length ? Object.fromEntries(filled) : null;
}

export const noResourcesWritten: Pick<Container, 'requests' | 'limits'> = {
  requests: { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 },
  limits: { cpuMillis: null, memoryBytes: null },
};
