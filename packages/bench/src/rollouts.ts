import { helloImages } from '@gantry/examples';
import { type BenchEngine, benchEngine } from './bench-engine.ts';
import { startCluster } from './cluster.ts';
import { EngineView } from './engine-view.ts';
import { median, type Row } from './figures.ts';
import { gantrySide, type Side, swarmSide } from './sides.ts';
import { nodesReady } from './starts.ts';

const images = [helloImages.docker[1], helloImages.docker[2]] as const;

/** What one side took for something, and how few and how many containers ran meanwhile. */
interface Measured {
  tookMs: number;
  lowest: number;
  highest: number;
}

/** Rolling updates, rollbacks, scaling and repair beside Swarm on one engine, all told from the engine's side. */
export async function* measureRollouts(): AsyncGenerator<Row> {
  const engine = await benchEngine();
  if (engine === null) return;
  try {
    yield* compare(engine);
  } finally {
    await engine.stop();
  }
}

const groups = [
  { replicas: 10, atOnce: 1, goal: '5.5 s, or a third of Swarm' },
  { replicas: 10, atOnce: 10, goal: '2.5 s, or two thirds of Swarm' },
  { replicas: 50, atOnce: 1, goal: '27 s, or a third of Swarm' },
  { replicas: 50, atOnce: 10, goal: '11 s, or two thirds of Swarm' },
];

async function* compare({ docker, socketPath }: BenchEngine): AsyncGenerator<Row> {
  const cluster = await startCluster({ dockerSocket: socketPath });
  const view = await EngineView.open(docker, images);
  const sides = { ours: gantrySide(cluster), swarm: swarmSide(docker) };
  try {
    await nodesReady(cluster, 3);
    for (const group of groups) yield* await compareUpdates(sides, view, group);
    yield* await compareScaling(sides, view);
    yield* await compareRepair(sides, view, (id) => docker.getContainer(id).kill());
  } finally {
    view.close();
    await cluster.stop();
  }
}

type Sides = Record<'ours' | 'swarm', Side>;

async function compareUpdates(
  sides: Sides,
  view: EngineView,
  group: { replicas: number; atOnce: number; goal: string },
): Promise<Row[]> {
  const { replicas, atOnce, goal } = group;
  const measure = async (side: Side) => {
    await begin(side, view, group);
    const all = (image: string) => () => view.running(image) === replicas && view.running() === replicas;
    const update = await measured(view, () => side.update(), all(images[1]));
    await side.settled();
    const rollback = await measured(view, () => side.rollback(), all(images[0]));
    await side.settled();
    await end(side, view);
    return { update, rollback };
  };
  const swarm = await measure(sides.swarm);
  const ours = await measure(sides.ours);
  return (['update', 'rollback'] as const).map((act) => ({
    what: `${act} of ${replicas}, ${atOnce} at a time${boundsOf(ours[act])}`,
    ours: ours[act].tookMs / 1000,
    peers: { [`swarm${boundsOf(swarm[act])}`]: swarm[act].tookMs / 1000 },
    unit: 's',
    goal,
  }));
}

const boundsOf = ({ lowest, highest }: Measured) => ` (${lowest} to ${highest} ran)`;

async function compareScaling(sides: Sides, view: EngineView): Promise<Row[]> {
  const measure = async (side: Side) => {
    await begin(side, view, { replicas: 10, atOnce: 1 });
    const up = await measured(
      view,
      () => side.scale(50),
      () => view.running() === 50,
    );
    await side.settled();
    const down = await measured(
      view,
      () => side.scale(10),
      () => view.running() === 10,
    );
    await side.settled();
    await end(side, view);
    return { up: up.tookMs / 1000, down: down.tookMs / 1000 };
  };
  const swarm = await measure(sides.swarm);
  const ours = await measure(sides.ours);
  return [
    { what: 'scale 10 to 50', ours: ours.up, peers: { swarm: swarm.up }, unit: 's', goal: '6 s' },
    { what: 'scale 50 to 10', ours: ours.down, peers: { swarm: swarm.down }, unit: 's', goal: '3.5 s' },
  ];
}

const kills = 7;

async function compareRepair(
  sides: Sides,
  view: EngineView,
  kill: (containerId: string) => Promise<unknown>,
): Promise<Row[]> {
  const measure = async (side: Side) => {
    await begin(side, view, { replicas: 10, atOnce: 1 });
    const [seen, replaced]: [number[], number[]] = [[], []];
    for (let count = 0; count < kills; count++) {
      const [victim = ''] = view.containers(images[0]);
      const startedAtMs = performance.now();
      const sees = side.sawEnd(victim).then(() => performance.now() - startedAtMs);
      await kill(victim);
      const isReplaced = () => view.running() === 10 && !view.containers(images[0]).includes(victim);
      await view.until(isReplaced, 'a replacement');
      replaced.push(performance.now() - startedAtMs);
      seen.push(await sees);
      await side.settled();
    }
    await end(side, view);
    return { seen: median(seen), replaced: median(replaced) / 1000 };
  };
  const swarm = await measure(sides.swarm);
  const ours = await measure(sides.ours);
  return [
    {
      what: 'killed container seen',
      ours: ours.seen,
      peers: { swarm: swarm.seen },
      unit: 'ms',
      goal: '100 ms',
    },
    {
      what: 'killed container replaced',
      ours: ours.replaced,
      peers: { swarm: swarm.replaced },
      unit: 's',
      goal: '0.5 s',
    },
  ];
}

async function begin(
  side: Side,
  view: EngineView,
  group: { replicas: number; atOnce: number },
): Promise<void> {
  await side.deploy(group);
  await view.until(() => view.running(images[0]) === group.replicas, `${group.replicas} containers`);
  await side.settled();
}

async function end(side: Side, view: EngineView): Promise<void> {
  await side.remove();
  await view.until(() => view.running() === 0, 'the end of all');
  await side.gone();
}

async function measured(view: EngineView, act: () => Promise<void>, holds: () => boolean): Promise<Measured> {
  view.mark();
  const startedAtMs = performance.now();
  await act();
  await view.until(holds, 'what was asked for');
  return { tookMs: performance.now() - startedAtMs, ...view.bounds };
}
