import type { Commit, DeploymentId, DeploymentRecord } from '@gantry/model';
import type { PresentPlane } from './past/past-log.ts';
import { type RibbonPoint, wantedOf } from './ribbon.ts';
import { RibbonLine } from './ribbon-line.ts';
import type { Tally, TaskMove } from './tally.ts';

/** Of one deployment; of all together, which is some fifty megabytes at the most; and always so many, to see something. */
const bounds = { perLine: 2_000, inAll: 400_000, least: 32 };

/** The ribbons of all deployments, followed commit by commit from when it is made: to read one reads no history. */
export class FollowedRibbons {
  /** From here on they are complete. */
  readonly revision: number;
  readonly atMs: number;
  readonly #lines = new Map<DeploymentId, RibbonLine>();
  /** Those that were there already. */
  readonly #older = new Set<DeploymentId>();

  constructor(plane: PresentPlane, tally: Tally) {
    const { view } = plane;
    this.revision = view.revision;
    this.atMs = plane.now();
    for (const deployment of view.all('deployments')) {
      this.#begin(deployment);
      this.#older.add(deployment.id);
    }
    for (const task of view.all('tasks'))
      if (task.deploymentId) this.#lines.get(task.deploymentId)?.put(task);
    for (const line of this.#lines.values()) line.begin(this.atMs);
    tally.follow((commit, moves) => this.#take(commit, moves));
  }

  /** How it was when this began; null for a deployment that is younger. */
  firstOf(id: DeploymentId): RibbonPoint | null {
    return this.#older.has(id) ? (this.#lines.get(id)?.first ?? null) : null;
  }

  /** Since a moment, with how it was then as the first. */
  since(id: DeploymentId, atMs: number): RibbonPoint[] {
    return this.#lines.get(id)?.since(atMs) ?? [];
  }

  #begin({ id, spec }: DeploymentRecord): RibbonLine {
    const line = new RibbonLine(wantedOf(spec));
    this.#lines.set(id, line);
    return line;
  }

  #take({ atMs, changes }: Commit, moves: readonly TaskMove[]): void {
    const moved = new Set<RibbonLine>();
    for (const change of changes)
      if (change.table === 'deployments')
        this.#takeDeployment(change.key as DeploymentId, change.value, moved);
    for (const move of moves) {
      const id = (move.next ?? move.last)?.deploymentId ?? null;
      const line = id === null ? undefined : this.#lines.get(id);
      if (line?.move(move)) moved.add(line);
    }
    const mostPoints = Math.max(bounds.least, Math.min(bounds.perLine, bounds.inAll / this.#lines.size));
    for (const line of moved) line.note(atMs, mostPoints);
  }

  #takeDeployment(id: DeploymentId, deployment: DeploymentRecord | null, moved: Set<RibbonLine>): void {
    const line = this.#lines.get(id);
    if (deployment === null) {
      this.#lines.delete(id);
      this.#older.delete(id);
    } else if (line === undefined) moved.add(this.#begin(deployment));
    else if (line.want(wantedOf(deployment.spec))) moved.add(line);
  }
}
