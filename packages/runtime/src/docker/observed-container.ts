import type { TaskId } from '@gantry/model';
import type { ContainerInspectInfo } from 'dockerode';
import { signalOfExitCode } from '../exit-signal.ts';
import type { ObservedContainer } from '../port.ts';
import { labels } from './container-options.ts';

/** The engine writes the year 1 for "never". */
function parseTime(text: string | undefined): number | null {
  const atMs = Date.parse(text ?? '');
  return atMs > 0 ? atMs : null;
}

/**
 * What inspect says, in the port's words. An engine knows only exit codes, so 128 + n is taken for signal n. Podman
 * never says `OOMKilled`.
 */
export function toObserved(inspected: ContainerInspectInfo, address: string): ObservedContainer {
  const { State: state, Config: config } = inspected;
  const isExited = !state.Running && state.Status !== 'created' && state.Status !== 'configured';
  const startedAtMs = parseTime(state.StartedAt);
  const finishedAtMs = isExited ? parseTime(state.FinishedAt) : null;
  const hasRun = startedAtMs !== null;
  return {
    taskId: config.Labels[labels.task] as TaskId,
    containerName: config.Labels[labels.container] ?? '',
    isInit: config.Labels[labels.init] === 'true',
    runtimeId: inspected.Id,
    state: isExited ? 'exited' : state.Running ? 'running' : 'created',
    address,
    startedAtMs,
    // Two clocks of the engine write them: a short life may seem to end before it began.
    finishedAtMs: finishedAtMs === null ? null : Math.max(finishedAtMs, startedAtMs ?? 0),
    exitCode: isExited && hasRun ? state.ExitCode : null,
    signal: isExited && hasRun ? signalOfExitCode(state.ExitCode) : null,
    outOfMemory: isExited && state.OOMKilled && state.ExitCode !== 0,
    imageId: inspected.Image,
  };
}

/** The first address of its networks; '' while it has none. Containers that share a network are asked for by its owner. */
export function addressOf({ NetworkSettings, HostConfig }: ContainerInspectInfo): string {
  if (HostConfig.NetworkMode === 'host') return '127.0.0.1';
  const networks = Object.values(NetworkSettings.Networks ?? {});
  return networks.map(({ IPAddress }) => IPAddress).find(Boolean) ?? '';
}

/** The id of the container whose network it shares; null when it has its own. */
export function networkOwnerOf({ HostConfig }: ContainerInspectInfo): string | null {
  const mode = HostConfig.NetworkMode ?? '';
  return mode.startsWith('container:') ? mode.slice('container:'.length) : null;
}

/** The user-defined network that it is on; null: the engine's own bridge, the host's, none, or another container's. */
export function ownNetworkOf({ HostConfig, NetworkSettings }: ContainerInspectInfo): string | null {
  const mode = HostConfig.NetworkMode ?? '';
  if (mode.startsWith('container:')) return null;
  if (!engineNetworks.includes(mode)) return mode;
  // Podman calls every network of that driver `bridge` there.
  const joined = Object.keys(NetworkSettings?.Networks ?? {});
  return joined.find((name) => !engineNetworks.includes(name)) ?? null;
}

/** What every engine has by itself; the last is Podman's. */
const engineNetworks = ['', 'default', 'bridge', 'host', 'none', 'podman'];
