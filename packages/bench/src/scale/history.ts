import type { ControlPlaneHost } from '@gantry/controlplane';
import { administrator, type CommandReply, parseDeployment } from '@gantry/model';
import { breakingCommand } from './simulated-agent.ts';

const actor = { name: administrator, via: 'api' } as const;
const lookEveryMs = 2;

interface Deployed {
  name: string;
  replicas: number;
  /** What tells its templates apart. */
  version?: number;
  command?: string;
  more?: object;
}

/** Something that simulated nodes run: a process of one CPU. */
export async function deploySimulated(
  plane: ControlPlaneHost,
  { name, replicas, version = 1, command = '/bin/simulated', more = {} }: Deployed,
): Promise<CommandReply> {
  const container = {
    name: 'main',
    command: [command],
    env: [{ name: 'VERSION', value: String(version) }],
    resources: { requests: { cpu: '1', memory: '3Gi' } },
  };
  const parsed = parseDeployment({
    ...{ name, replicas, runtime: 'process', revisionHistoryLimit: 1_000, ...more },
    template: { containers: [container] },
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const reply = await plane.submit(
    {
      type: 'deployment.apply',
      ...parsed.value,
      ...{ planHash: null, cause: `version ${version}`, mode: 'either', ifGeneration: null },
    },
    actor,
  );
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value;
}

const failsEach = 17;
const gated = { healthGates: { maxRestarts: 0, onFailure: 'rollback' } };

/**
 * One rollout after the other until there are so many revisions: every 17th fails its gate and is rolled back, which is
 * a revision too, and one in the middle replaces all at once, so that nothing is ready for a while.
 */
export async function makeHistory(
  plane: ControlPlaneHost,
  { name, replicas, revisions }: { name: string; replicas: number; revisions: number },
): Promise<void> {
  let isWorstDone = false;
  for (let made: number = 1; made < revisions; made = await settledRevision(plane, name)) {
    const fails: boolean = made % failsEach === 0;
    const isWorst: boolean = !isWorstDone && made >= revisions / 2 && !fails;
    isWorstDone ||= isWorst;
    await deploySimulated(plane, {
      ...{ name, replicas, version: made + 1 },
      ...(fails ? { command: breakingCommand, more: gated } : {}),
      ...(isWorst ? { more: { strategy: { type: 'Recreate' } } } : {}),
    });
  }
}

/** The newest revision's number, once nothing of the deployment is on its way. */
async function settledRevision({ view }: ControlPlaneHost, name: string): Promise<number> {
  for (;;) {
    const deployment = [...view.all('deployments')].find((one) => one.name === name);
    const rollouts = deployment === undefined ? [] : view.rolloutsOf(deployment.id);
    if (deployment !== undefined && rollouts.every(({ endedAtMs }) => endedAtMs !== null))
      return deployment.revision;
    await new Promise((next) => setTimeout(next, lookEveryMs));
  }
}
