import type { NodeDescription } from '@gantry/model';
import { aMachine, aRuntime, gibibyte } from '../builders.ts';

/** `nodes a cpu=2 gpu=1 ports=31000-31001 runtime=process zone=x`: any other setting is a label. */
export function machineOf(name: string, settings: ReadonlyMap<string, string>): NodeDescription {
  const { cpu, gpu, ports, runtime, ...labels } = Object.fromEntries(settings);
  const [begin, end] = (ports ?? '31000-31099').split('-').map(Number) as [number, number];
  const detail = 'install docker.io';
  return aMachine(name, {
    resources: {
      ...{ cpuMillis: Number(cpu ?? 4) * 1000, gpus: Number(gpu ?? 0) },
      ...{ memoryBytes: 64 * gibibyte, diskBytes: 64 * gibibyte },
    },
    ports: [{ begin, end }],
    labels,
    runtimes:
      runtime === 'process'
        ? [aRuntime({ name: 'process' }), aRuntime({ available: false, detail })]
        : [aRuntime()],
  });
}
