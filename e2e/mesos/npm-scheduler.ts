import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/**
 * A scheduler of the npm package mesos-framework, as its own examples write one: what it is told goes out as a line of
 * JSON each, and it kills and tears down by lines that come in. The package knows no tokens: its request template is
 * given the header. It does not come back by itself when a control plane dies, so this does, as its users have to.
 */

const [, , url = '', token = '', tasksJson = '{}', logFolder = '.'] = process.argv;
const { Scheduler, Mesos } = createRequire(import.meta.url)('mesos-framework');
const mesos = Mesos.getMesos();
const { hostname, port } = new URL(url);

const say = (type: string, body: unknown = null) =>
  process.stdout.write(`${JSON.stringify({ type, body })}\n`);

interface Wanted {
  command: string;
  image: string | null;
}

const tasks = Object.fromEntries(
  Object.entries(JSON.parse(tasksJson) as Record<string, Wanted>).map(([name, { command, image }]) => [
    name,
    {
      instances: 1,
      commandInfo: new mesos.CommandInfo(null, null, true, command, null, null),
      containerInfo:
        image === null
          ? null
          : new mesos.ContainerInfo('DOCKER', null, null, new mesos.ContainerInfo.DockerInfo(image, 'HOST')),
      resources: { cpus: 0.1, mem: 32, ports: 1, disk: 0 },
    },
  ]),
);

const scheduler = new Scheduler({
  masterUrl: hostname,
  port,
  frameworkName: 'npm',
  logging: { path: logFolder, fileName: 'scheduler.log', level: 'error' },
  tasks,
});
scheduler.requestTemplate.headers.Authorization = `Bearer ${token}`;

function subscribe(): void {
  scheduler.mesosStreamId = undefined;
  delete scheduler.requestTemplate.headers['mesos-stream-id'];
  scheduler.subscribe();
  // Each request closes once, and only then is there another.
  scheduler.httpRequest.once('close', () => setTimeout(subscribe, 300));
}

scheduler.on('ready', subscribe);
for (const type of ['subscribed', 'update', 'offers', 'rescind', 'failure', 'heartbeat', 'sent_acknowledge'])
  scheduler.on(type, (body: unknown) => say(type, body));
scheduler.on('sent_teardown', () => {
  say('sent_teardown');
  process.exit(0);
});
scheduler.on('error', (error: { message?: string }) => say('error', error.message ?? error));

createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, taskId, agentId] = line.split(' ');
  if (verb === 'kill') scheduler.kill(taskId, agentId);
  if (verb === 'teardown') scheduler.teardown();
});
