import type { EngineInput, View } from '@gantry/engine';
import {
  allContainers,
  type DeploymentRecord,
  type ImageLook,
  type ImageRequest,
  imageLooks,
  type LostImage,
  type NodeId,
  type NodeRecord,
  type Rejection,
  type Result,
  type RevisionRecord,
  type RuntimeName,
  type SoughtImage,
  type Template,
  type TemplateHash,
} from '@gantry/model';
import type { Clock } from './clock.ts';
import { canRun, imageVerdict, type NodeLooks } from './image-verdict.ts';
import type { AgentStream } from './port.ts';

export interface ImageLooksHost {
  view(): View;
  clock: Clock;
  isConnected(nodeId: NodeId): boolean;
  ask(nodeId: NodeId, request: ImageRequest): Result<AgentStream, Rejection>;
  put(input: EngineInput): Promise<unknown>;
}

/** Nodes are asked in two rounds: most images are found in the first. Beyond the second nobody is sure. */
const rounds = [8, 256];
/** The registry is the same for all nodes, mostly. */
const mostAskedFar = 3;
const answersWithinMs = 2_000;
const answersFarWithinMs = 6_000;
/** A node that did not answer is not waited for again so soon. */
const muteForMs = 60_000;
/** Registries count who asks them; what they have they mostly keep. */
const farIsKnownForMs = 600_000;
/** A verdict stands so long, and less when it stands in somebody's way. */
const verdictStandsMs = 2_000;
const goneStandsMs = 1_000;
const mostRemembered = 1_000;

interface Verdict {
  atMs: number;
  lost: LostImage | null;
  /** Resolves when it is in the records. */
  told: Promise<void>;
}

/** A template that a deployment had, as its nodes are asked about it. */
interface Sought {
  revision: RevisionRecord;
  containers: Template['containers'];
}

type DeploymentId = DeploymentRecord['id'];

/** Asks nodes whether what revisions ran is still to be had, and tells the engine what they say. */
export class ImageLooks {
  readonly #host: ImageLooksHost;
  readonly #verdicts = new Map<string, Verdict>();
  readonly #muteUntilMs = new Map<NodeId, number>();
  readonly #farUntilMs = new Map<string, number>();

  constructor(host: ImageLooksHost) {
    this.#host = host;
  }

  /**
   * Resolves when the records say of these templates of a deployment what its nodes say now. What was asked for a moment
   * ago is not asked again.
   * @param mostFar registries are asked for so many of them at the most.
   */
  async look(
    { id }: DeploymentRecord,
    templateHashes: readonly TemplateHash[],
    { mostFar = Number.POSITIVE_INFINITY, standsMs }: { mostFar?: number; standsMs?: number } = {},
  ): Promise<void> {
    const nowMs = this.#host.clock.nowMs();
    const stands = (verdict: Verdict | undefined) =>
      verdict !== undefined && nowMs - verdict.atMs < (standsMs ?? standsFor(verdict.lost));
    const known = templateHashes.map((hash) => this.#verdicts.get(`${id}/${hash}`));
    const due = templateHashes.filter((_, at) => !stands(known[at]));
    const told = this.#lookNow(id, due, mostFar);
    if (this.#verdicts.size >= mostRemembered) this.#verdicts.clear();
    for (const hash of due) {
      const lost = this.#verdicts.get(`${id}/${hash}`)?.lost ?? null;
      this.#verdicts.set(`${id}/${hash}`, { atMs: nowMs, lost, told });
    }
    await Promise.all([told, ...known.flatMap((verdict) => (stands(verdict) ? [verdict!.told] : []))]);
  }

  async #lookNow(id: DeploymentId, hashes: readonly TemplateHash[], mostFar: number): Promise<void> {
    const found = await this.#judge(id, this.#sought(id, hashes), mostFar);
    for (const { templateHash, lost } of found) {
      const verdict = this.#verdicts.get(`${id}/${templateHash}`);
      if (verdict !== undefined) verdict.lost = lost;
    }
    const looks = found.filter(({ templateHash, lost }) => this.#differs(id, templateHash, lost));
    if (looks.length > 0) await this.#host.put({ kind: 'looked', deploymentId: id, looks });
  }

  #differs(id: DeploymentId, hash: TemplateHash, lost: LostImage | null): boolean {
    const revisions = this.#host.view().revisionsOf(id);
    const isOther = (before: LostImage | null) =>
      before?.kind !== lost?.kind || before?.message !== lost?.message;
    return revisions.some((one) => one.templateHash === hash && isOther(one.lost ?? null));
  }

  /** The newest revision of each template, with what it is made of. */
  #sought(id: DeploymentId, hashes: readonly TemplateHash[]): Map<RuntimeName, Sought[]> {
    const view = this.#host.view();
    const revisions = view.revisionsOf(id).sort((a, b) => b.number - a.number);
    const byRuntime = new Map<RuntimeName, Sought[]>();
    for (const hash of hashes) {
      const template = view.get('templates', hash)?.template;
      const revision = revisions.find(({ templateHash }) => templateHash === hash);
      if (template === undefined || revision === undefined) continue;
      const { runtime } = template;
      const containers = allContainers(template);
      byRuntime.set(runtime, [...(byRuntime.get(runtime) ?? []), { revision, containers }]);
    }
    return byRuntime;
  }

  /** Of those that nothing can be said of, as nobody could be asked, nothing. */
  async #judge(id: DeploymentId, sought: ReadonlyMap<RuntimeName, Sought[]>, mostFar: number) {
    const verdicts: { templateHash: TemplateHash; lost: LostImage | null }[] = [];
    for (const [runtime, all] of sought) {
      const nodes = this.#nodesFor(id, runtime);
      if (nodes.length === 0) continue;
      const said = await this.#askAll(nodes, runtime, all);
      const open = all.filter((_, at) => !said.some((looks) => canRun(looks[at]!)));
      const far = await this.#askFar(nodes, runtime, open.slice(0, mostFar));
      for (const [at, one] of all.entries()) {
        const farAt = open.indexOf(one);
        const answers = said.map((looks, index) => far[index]?.[farAt] ?? looks[at]!);
        verdicts.push({
          templateHash: one.revision.templateHash,
          lost: verdictOn(one, answers, nodes.length),
        });
      }
    }
    return verdicts;
  }

  /** Those that could run it, with those that do run something of the deployment first: they have it most likely. */
  #nodesFor(id: DeploymentId, runtime: RuntimeName): NodeRecord[] {
    const view = this.#host.view();
    const first = new Set<NodeId>();
    for (const { nodeId } of view.tasksOfDeployment(id)) if (nodeId !== null) first.add(nodeId);
    const can = [...view.all('nodes')].filter(
      (node) =>
        node.status === 'ready' &&
        this.#host.isConnected(node.id) &&
        node.runtimes.some(({ name, available }) => name === runtime && available),
    );
    return [...can.filter((node) => first.has(node.id)), ...can.filter((node) => !first.has(node.id))];
  }

  /** By node, what it says of each. */
  async #askAll(nodes: readonly NodeRecord[], runtime: RuntimeName, all: readonly Sought[]) {
    const said: NodeLooks[][] = [];
    for (const most of rounds) {
      const next = nodes.slice(said.length, most);
      said.push(...(await Promise.all(next.map((node) => this.#ask(node, runtime, all, false)))));
      if (all.every((_, at) => said.some((looks) => canRun(looks[at]!)))) break;
    }
    return said;
  }

  /** The first few nodes again, each with what it says of where it would be fetched from. */
  async #askFar(nodes: readonly NodeRecord[], runtime: RuntimeName, all: readonly Sought[]) {
    if (all.length === 0) return [];
    const nowMs = this.#host.clock.nowMs();
    const isKnown = ({ image }: { image: string }) => (this.#farUntilMs.get(image) ?? 0) > nowMs;
    const unknown = all.filter(({ containers }) => !containers.every(isKnown));
    const asked = unknown.length === 0 ? [] : nodes.slice(0, mostAskedFar);
    const said = await Promise.all(asked.map((node) => this.#ask(node, runtime, unknown, true)));
    if (this.#farUntilMs.size > mostRemembered) this.#farUntilMs.clear();
    for (const [at, { containers }] of unknown.entries())
      for (const [index, { image }] of containers.entries())
        if (said.some((looks) => looks[at]!.looks[index]?.found === 'far'))
          this.#farUntilMs.set(image, nowMs + farIsKnownForMs);
    const { name } = nodes[0]!;
    return (said.length > 0 ? said : [[]]).map((looks) =>
      all.map((one) => looks[unknown.indexOf(one)] ?? { node: name, looks: one.containers.map(() => far) }),
    );
  }

  async #ask(
    node: NodeRecord,
    runtime: RuntimeName,
    all: readonly Sought[],
    asksFar: boolean,
  ): Promise<NodeLooks[]> {
    const sought: SoughtImage[] = all.flatMap(({ containers }) =>
      containers.map(({ image, imagePullPolicy }) => ({ image, imagePullPolicy })),
    );
    const isMute = (this.#muteUntilMs.get(node.id) ?? 0) > this.#host.clock.nowMs();
    const answer = isMute
      ? null
      : await this.#answerOf(node.id, { kind: 'images', runtime, sought, asksFar });
    let from = 0;
    return all.map(({ containers }) => {
      const looks = containers.map(() => answer?.[from++] ?? null);
      return { node: node.name, looks };
    });
  }

  async #answerOf(nodeId: NodeId, request: ImageRequest): Promise<ImageLook[] | null> {
    const { clock } = this.#host;
    const opened = this.#host.ask(nodeId, request);
    if (!opened.ok) return null;
    const chunks: Uint8Array[] = [];
    opened.value.onData((_channel, data) => void chunks.push(data));
    const cancel = clock.after(request.asksFar ? answersFarWithinMs : answersWithinMs, () => {
      this.#muteUntilMs.set(nodeId, clock.nowMs() + muteForMs);
      opened.value.close();
    });
    await opened.value.ended;
    cancel();
    return parseAnswer(Buffer.concat(chunks).toString(), request.sought.length);
  }
}

const standsFor = (lost: LostImage | null) => (lost?.kind === 'gone' ? goneStandsMs : verdictStandsMs);

function verdictOn(
  { revision: { number, images = {} }, containers }: Sought,
  answers: readonly NodeLooks[],
  nodes: number,
): LostImage | null {
  const isEveryone = nodes <= rounds.at(-1)!;
  return imageVerdict({ containers, revision: number, images, isEveryone }, answers);
}

const far: ImageLook = { found: 'far', imageId: '', message: '' };

/** null: it is no answer to what was asked. */
function parseAnswer(text: string, count: number): ImageLook[] | null {
  try {
    const looks = imageLooks.parse(JSON.parse(text));
    return looks.length === count ? looks : null;
  } catch {
    return null;
  }
}
