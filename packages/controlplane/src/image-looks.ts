import type { EngineInput, View } from '@gantry/engine';
import {
  type DeploymentRecord,
  hasEnded,
  type ImageLook,
  type ImageRequest,
  imageLooks,
  type LostImage,
  type NodeId,
  type NodeRecord,
  type Rejection,
  type Result,
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
const verdictStandsMs = 5_000;
const goneStandsMs = 1_000;
const mostRemembered = 1_000;

interface Verdict {
  atMs: number;
  lost: LostImage | null;
  /** Resolves when it is in the records. */
  told: Promise<void>;
}

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
   * Resolves when the records say of these templates of a deployment what its nodes say now.
   * @param mostFar registries are asked for so many of them at the most.
   */
  async look(
    deployment: DeploymentRecord,
    templateHashes: readonly TemplateHash[],
    { mostFar = Number.POSITIVE_INFINITY, standsMs }: { mostFar?: number; standsMs?: number } = {},
  ): Promise<void> {
    await Promise.all(
      templateHashes.map((hash, at) => this.#lookOnce(deployment, hash, { asksFar: at < mostFar, standsMs })),
    );
  }

  #lookOnce(
    { id }: DeploymentRecord,
    hash: TemplateHash,
    { asksFar, standsMs }: { asksFar: boolean; standsMs: number | undefined },
  ): Promise<void> {
    const key = `${id}/${hash}`;
    const known = this.#verdicts.get(key);
    const nowMs = this.#host.clock.nowMs();
    const usuallyMs = known?.lost?.kind === 'gone' ? goneStandsMs : verdictStandsMs;
    if (known !== undefined && nowMs - known.atMs < (standsMs ?? usuallyMs)) return known.told;
    const verdict: Verdict = { atMs: nowMs, lost: known?.lost ?? null, told: Promise.resolve() };
    verdict.told = this.#judge(id, hash, asksFar).then(async (lost) => {
      if (lost === undefined) return;
      verdict.lost = lost;
      if (this.#differs(id, hash, lost))
        await this.#host.put({ kind: 'looked', deploymentId: id, looks: [{ templateHash: hash, lost }] });
    });
    if (this.#verdicts.size >= mostRemembered) this.#verdicts.clear();
    this.#verdicts.set(key, verdict);
    return verdict.told;
  }

  #differs(id: DeploymentRecord['id'], hash: TemplateHash, lost: LostImage | null): boolean {
    return this.#host
      .view()
      .revisionsOf(id)
      .some(
        (one) =>
          one.templateHash === hash &&
          (one.lost?.message !== lost?.message || one.lost?.kind !== lost?.kind),
      );
  }

  /** undefined: nobody could be asked. */
  async #judge(
    id: DeploymentRecord['id'],
    hash: TemplateHash,
    asksFar: boolean,
  ): Promise<LostImage | null | undefined> {
    const view = this.#host.view();
    const template = view.get('templates', hash)?.template;
    const revision = view
      .revisionsOf(id)
      .filter(({ templateHash }) => templateHash === hash)
      .sort((a, b) => b.number - a.number)[0];
    if (template === undefined || revision === undefined) return undefined;
    const nodes = this.#nodesFor(id, template);
    if (nodes.length === 0) return undefined;
    const said = await this.#askAll(nodes, template);
    const far = said.some(canRun) ? [] : await this.#askFar(nodes, template, { said, asksFar });
    if (far === null) return undefined;
    const { number, images = {} } = revision;
    const isEveryone = nodes.length <= rounds.at(-1)!;
    const of = { containers: template.containers, revision: number, images, isEveryone };
    return imageVerdict(of, [...far, ...said.slice(far.length)]);
  }

  /** Those that could run it, with those that do run something of the deployment first: they have it most likely. */
  #nodesFor(id: DeploymentRecord['id'], { runtime }: Template): NodeRecord[] {
    const view = this.#host.view();
    const first = new Set<NodeId>();
    for (const { nodeId, state } of view.tasksOfDeployment(id))
      if (nodeId !== null && (first.size < rounds[0]! || !hasEnded(state))) first.add(nodeId);
    const can = [...view.all('nodes')].filter(
      (node) =>
        node.status === 'ready' &&
        this.#host.isConnected(node.id) &&
        node.runtimes.some(({ name, available }) => name === runtime && available),
    );
    return [...can.filter((node) => first.has(node.id)), ...can.filter((node) => !first.has(node.id))];
  }

  async #askAll(nodes: readonly NodeRecord[], template: Template): Promise<NodeLooks[]> {
    const said: NodeLooks[] = [];
    for (const most of rounds) {
      const next = nodes.slice(said.length, most);
      said.push(...(await Promise.all(next.map((node) => this.#ask(node, template, false)))));
      if (said.some(canRun)) break;
    }
    return said;
  }

  /**
   * The first few nodes again, each with what it says of where it is fetched from. null: that is wanted of nobody, and
   * without it nothing is certain.
   */
  async #askFar(
    nodes: readonly NodeRecord[],
    template: Template,
    { said, asksFar }: { said: readonly NodeLooks[]; asksFar: boolean },
  ): Promise<NodeLooks[] | null> {
    const isFetched = said.some(({ looks }) => looks.some((look) => look?.found === 'elsewhere'));
    if (!isFetched) return [];
    const nowMs = this.#host.clock.nowMs();
    const isFar = ({ image }: { image: string }) => (this.#farUntilMs.get(image) ?? 0) > nowMs;
    const isKnown = (looks: NodeLooks['looks']) =>
      looks.every((look, at) => look?.found !== 'elsewhere' || isFar(template.containers[at]!));
    const known = said.find(({ looks }) => isKnown(looks) && !looks.some((look) => look?.found === 'gone'));
    if (known !== undefined) return [{ ...known, looks: known.looks.map(() => far) }];
    if (!asksFar) return null;
    const some = nodes.slice(0, mostAskedFar);
    const answered = await Promise.all(some.map((node) => this.#ask(node, template, true)));
    for (const { looks } of answered)
      for (const [at, look] of looks.entries())
        if (look?.found === 'far') this.#farUntilMs.set(template.containers[at]!.image, nowMs + farIsKnownForMs);
    if (this.#farUntilMs.size > mostRemembered) this.#farUntilMs.clear();
    return answered;
  }

  async #ask(node: NodeRecord, { runtime, containers }: Template, asksFar: boolean): Promise<NodeLooks> {
    const sought: SoughtImage[] = containers.map(({ image, imagePullPolicy }) => ({ image, imagePullPolicy }));
    const isMute = (this.#muteUntilMs.get(node.id) ?? 0) > this.#host.clock.nowMs();
    const looks = isMute ? null : await this.#answerOf(node.id, { kind: 'images', runtime, sought, asksFar });
    return { node: node.name, looks: looks ?? sought.map(() => null) };
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
