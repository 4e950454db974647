import type { RuntimeName } from '@gantry/model';
import { type RuntimeDriver, RuntimeFault } from '@gantry/runtime';

/** Stands in for a runtime that this node does not have: it runs nothing, and says so. */
export function missingDriver(name: RuntimeName): RuntimeDriver {
  const fault = () => new RuntimeFault('Unsupported', `this node has no ${name} runtime`, false);
  const refuse = () => Promise.reject(fault());
  return {
    name,
    info: async () => ({ name, available: false, detail: fault().message, enforces: [] }),
    prepare: refuse,
    look: async () => ({ found: 'gone', imageId: '', message: fault().message }),
    start: refuse,
    list: async () => [],
    watch: () => {},
    stop: refuse,
    remove: async () => {},
    logs: () => {
      throw fault();
    },
    exec: refuse,
    usage: async () => null,
    close: async () => {},
  };
}
