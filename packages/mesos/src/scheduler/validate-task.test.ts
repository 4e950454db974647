import { describe, expect, it } from 'vitest';
import type { TaskInfo } from './task-info.ts';
import { faultOf, type Pool } from './validate-task.ts';

const pool: Pool = {
  resources: { cpuMillis: 1_000, memoryBytes: 1024 ** 3, diskBytes: 0, gpus: 0 },
  ports: [],
  volumes: [],
  agentId: 'a1',
  frameworkId: 'f1',
  executors: new Map(),
  taken: new Set(),
};

const task = (container: unknown): TaskInfo =>
  ({
    task_id: { value: 't1' },
    agent_id: { value: 'a1' },
    resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } }],
    command: { value: 'sleep 1', arguments: [], shell: true, uris: [], environment: { variables: [] } },
    container,
  }) as unknown as TaskInfo;

const docker = (image: string, volumes: object[] = []) =>
  task({ type: 'DOCKER', docker: { image, parameters: [] }, volumes });

describe('what no door takes', () => {
  it.each([
    ['a shell for an image', docker('; rm -rf /'), 'The image "; rm -rf /"'],
    ['no image', docker(''), 'The image ""'],
    ['the root of the node', docker('nginx', [{ host_path: '/', container_path: 'x' }]), 'host_path "/"'],
    ['a way out', docker('nginx', [{ host_path: '/data/../etc', container_path: 'x' }]), 'host_path'],
  ])('%s', (_what, info, words) => {
    expect(faultOf(info, pool)).toContain(words);
  });

  it('and what it does', () => {
    expect(faultOf(docker('nginx', [{ host_path: '/data', container_path: 'x' }]), pool)).toBeNull();
  });
});
