import type { Container, ContainerStatus, TaskRecord, Template } from '@gantry/model';
import { exitSentence } from '../../shared/exit-sentence.ts';
import { formatLimits } from '../../shared/format/quantity.ts';
import type { Tone, Verdict } from '../../shared/tone.ts';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { isLive, taskVerdict } from '../../shared/verdict.ts';
import { EnvFact } from './env-fact.tsx';
import { ProbeFact } from './probe-fact.tsx';
import { type HeardProbes, heardOf, useProbes } from './use-probes.ts';

/** What runs inside: each container, how it is, what it was asked to run, and what says that it is well. */
export function PartsPanel({ template, task }: { template: Template; task: TaskRecord }) {
  const probes = useProbes(task, template);
  const statuses = [...(task.initContainers ?? []), ...task.containers];
  const partOf = (container: Container, isInit: boolean) => (
    <Part
      key={container.name}
      container={container}
      status={statuses.find((one) => one.name === container.name)}
      probes={probes}
      isInit={isInit}
      isOver={!isLive(task)}
      isUnwell={task.state === 'running' && taskVerdict(task).tone === 'degraded'}
      process={template.runtime === 'process'}
    />
  );
  return (
    <>
      {template.containers.map((container) => partOf(container, false))}
      {template.initContainers?.map((container) => partOf(container, true))}
    </>
  );
}

function Part({
  container,
  status,
  probes,
  isInit,
  isOver,
  isUnwell,
  process,
}: {
  container: Container;
  status: ContainerStatus | undefined;
  probes: HeardProbes;
  /** It runs before the program, to its end. */
  isInit: boolean;
  /** What has not started yet never will. */
  isOver: boolean;
  /** Its checks fail, or those of another one beside it. */
  isUnwell: boolean;
  process: boolean;
}) {
  const command = [...container.command, ...container.args].join(' ');
  return (
    <Panel
      title={isInit ? `Init: ${container.name}` : container.name}
      aside={status && <StateLabel verdict={statusVerdict(status, { isInit, isOver, isUnwell })} />}
    >
      <Facts>
        {container.image !== '' && (
          <Fact name={process ? 'Artifact' : 'Image'}>
            <span className="font-mono text-dense wrap-anywhere">{container.image}</span>
          </Fact>
        )}
        {command !== '' && (
          <Fact name="Command">
            <span className="font-mono text-dense wrap-anywhere">{command}</span>
          </Fact>
        )}
        <Fact name="Limits">{formatLimits(container.limits)}</Fact>
        {status?.runtimeId && (
          <Fact name={process ? 'Process id' : 'Container id'}>
            <Copyable text={status.runtimeId} label={shortId(status.runtimeId)} />
          </Fact>
        )}
        {status?.state === 'exited' && <Fact name="Ended with">{exitSentence(status) || 'unknown'}</Fact>}
        <ProbeFact
          name="Startup probe"
          probe={container.startupProbe}
          heard={heardOf(probes, container, 'startup')}
        />
        <ProbeFact
          name="Liveness probe"
          probe={container.livenessProbe}
          heard={heardOf(probes, container, 'liveness')}
        />
        <ProbeFact
          name="Readiness probe"
          probe={container.readinessProbe}
          heard={heardOf(probes, container, 'readiness')}
        />
        <EnvFact container={container} />
        {container.volumeMounts.length > 0 && (
          <Fact name="Mounts">
            {container.volumeMounts.map((mount) => (
              <div key={mount.mountPath} className="font-mono text-dense">
                {mount.mountPath}{' '}
                <span className="text-ink-3">
                  {mount.name}
                  {mount.readOnly && ', read only'}
                </span>
              </div>
            ))}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** Engines give their containers 64 digits, of which twelve are enough everywhere; other ids are names. */
const shortId = (id: string): string => (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id);

function statusVerdict(
  status: ContainerStatus,
  { isInit, isOver, isUnwell }: { isInit: boolean; isOver: boolean; isUnwell: boolean },
): Verdict {
  if (status.state === 'waiting' && isOver) return { tone: 'stopped', label: 'Never started' };
  if (isUnwell && status.state === 'running' && !status.ready)
    return { tone: 'degraded', label: 'Not ready' };
  return { tone: statusTone(status), label: isInit ? initWord(status) : statusWord(status) };
}

function statusTone({ state, ready, exitCode }: ContainerStatus): Tone {
  if (state === 'waiting') return 'progress';
  if (state === 'running') return ready ? 'running' : 'progress';
  return exitCode === 0 ? 'stopped' : 'failed';
}

function statusWord({ state, ready, started }: ContainerStatus): string {
  if (state === 'waiting') return 'Waiting';
  if (state === 'exited') return 'Exited';
  if (ready) return 'Ready';
  return started ? 'Not ready' : 'Starting';
}

function initWord({ state, exitCode }: ContainerStatus): string {
  if (state === 'waiting') return 'Waiting';
  if (state === 'running') return 'Running';
  return exitCode === 0 ? 'Done' : 'Failed';
}
