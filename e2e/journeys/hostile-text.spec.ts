import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Cluster } from '@gantry/bench/cluster';
import { Scheduler, task } from '@gantry/framework-sdk';
import type { Page } from '@playwright/test';
import { expect, liveTasks, script, settled, test as shared, signIn, until } from './stack.ts';

/**
 * Text from outside is text, field by field: each field that can hold any text holds some that marks itself when a
 * browser takes it for markup, and that names its field; a screen has to show it as it was written. Names, keys, labels
 * and image references cannot hold it: there the refusal is what is shown.
 */
const hostile = (field: string) => `<img src=x onerror="window.hacked=1">"'&<b>${field}</b>`;
/** The part of it that is written the same in YAML and JSON. */
const seen = (field: string) => `<b>${field}</b>`;

/** What has to end with the test, on this machine and in the cluster. */
type Leaving = (() => Promise<unknown> | unknown)[];
const test = shared.extend<{ leaving: Leaving }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  leaving: async ({}, use) => {
    const leaving: Leaving = [];
    await use(leaving);
    for (const leave of leaving) await leave();
  },
});

// A framework that says strange things, and a node that does, are no company for other journeys.
test.use({ clusterOf: 'hostile' });

const name = 'hostile';
const home = `/deployments/default/${name}`;

function manifestOf(setting: string) {
  const said = 'while true; do printf "%s\\n" "$SAID" >&2; sleep 1; done';
  const base = script(name, 1, said);
  const [container] = base.template.containers;
  const probe = { exec: { command: ['/bin/true', hostile('probe')] }, periodSeconds: 1 };
  const env = { SAID: hostile('log'), SETTING: hostile(setting) };
  return {
    ...base,
    annotations: { note: hostile('annotation') },
    template: {
      ...base.template,
      metadata: { annotations: { note: hostile('template-annotation') } },
      containers: [
        {
          ...container!,
          command: [...container!.command, hostile('argument')],
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          readinessProbe: probe,
          lifecycle: { preStop: { exec: { command: ['/bin/true', hostile('hook')] } } },
        },
      ],
    },
  };
}

/** A deployment of two revisions, all of whose free text is hostile. Returns the id of its container. */
async function furnishDeployment(cluster: Cluster): Promise<string> {
  await cluster.mutate('deployments.deploy', { manifest: manifestOf('setting') });
  await settled(cluster, name, 1);
  await cluster.mutate('deployments.pin', { name, revision: 1, pin: '<b>pin</b><img src=x>' });
  await cluster.mutate('deployments.deploy', { manifest: manifestOf('changed'), cause: hostile('cause') });
  const [task] = await until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.length === 1 && tasks[0]!.revision === 2 && tasks[0]!.ready,
    { withinMs: 30_000, what: 'the second revision' },
  );
  return task!.id;
}

/**
 * What is beside deployments: configuration, a volume with options, one that was killed for a reason, and a job. Returns
 * the id of the job's task.
 */
async function furnishRest(cluster: Cluster): Promise<string> {
  await cluster.mutate('configs.save', { manifest: { name, data: { text: hostile('config-value') } } });
  const options = { note: hostile('volume-option') };
  await cluster.mutate('volumes.save', { manifest: { name, driver: 'some-plugin', options } });
  await cluster.mutate('deployments.deploy', { manifest: script('doomed', 1, 'exec sleep 3600') });
  const [doomed] = await settled(cluster, 'doomed', 1);
  await cluster.mutate('tasks.kill', { task: doomed!.id, reason: hostile('kill-reason') });
  const broken = { containers: [{ name: 'main', command: ['/bin/false', hostile('job-argument')] }] };
  await cluster.mutate('jobs.submit', {
    manifest: { name, runtime: 'process', retries: 0, batch: { completions: 1, template: broken } },
  });
  const { items } = await until(
    () => cluster.query<{ items: { id: string; jobId: string | null; state: string }[] }>('tasks.list'),
    ({ items }) => items.some(({ jobId, state }) => jobId !== null && state === 'failed'),
    { withinMs: 30_000, what: 'the task that fails' },
  );
  return items.find(({ jobId }) => jobId !== null)!.id;
}

/** A node whose labels its machine chose. */
function startNode(cluster: Cluster, leaving: Leaving): void {
  const agent = spawn(process.execPath, [resolve(import.meta.dirname, '../../apps/agent/src/main.ts')], {
    stdio: 'ignore',
    env: {
      ...process.env,
      GANTRY_SERVER: cluster.url,
      GANTRY_JOIN_TOKEN_FILE: join(cluster.dataDir, 'join-token'),
      GANTRY_NODE_NAME: 'labelled',
      GANTRY_LABELS: `note=${hostile('node-label')}`,
      GANTRY_DATA_DIR: join(cluster.dataDir, 'labelled'),
      GANTRY_DOCKER_SOCKET: 'none',
      GANTRY_PROXY: 'embedded',
      GANTRY_PORT_RANGE: '9900-9909',
    },
  });
  const ended = new Promise((done) => agent.once('exit', done));
  leaving.push(() => {
    agent.kill('SIGTERM');
    return ended;
  });
}

/** A framework that says what it likes of itself and of its task. Returns its id and its task's. */
async function startFramework(cluster: Cluster, leaving: Leaving): Promise<{ id: string; task: string }> {
  let isLaunched = false;
  const scheduler = new Scheduler({
    url: cluster.url,
    token: cluster.token,
    framework: {
      ...{ name: hostile('framework'), roles: [name], failoverTimeoutSeconds: 60 },
      ...{ principal: hostile('principal'), webuiUrl: `http://127.0.0.1:1/${hostile('own-page')}` },
    },
    handlers: {
      offers: async (offers, self) => {
        if (isLaunched) return await self.decline(offers, 600);
        isLaunched = true;
        const command = `sleep 3600 # ${hostile('task-command')}`;
        const asked = { id: 'one', command, cpus: 0.01, memoryMegabytes: 8 };
        const [offer, ...others] = offers;
        await self.launch(offer!, [task(offer!, asked)], 600);
        if (others.length > 0) await self.decline(others, 600);
      },
      update: () => {},
    },
  });
  void scheduler.run().catch(() => {});
  leaving.push(() => scheduler.teardown().catch(() => scheduler.stop()));
  const isItsOwn = (one: { frameworkId: string; state: string }) =>
    one.frameworkId === scheduler.frameworkId && one.state === 'running';
  const { items } = await until(
    () => cluster.query<{ items: { id: string; frameworkId: string; state: string }[] }>('tasks.list'),
    (tasks) => tasks.items.some(isItsOwn),
    { withinMs: 30_000, what: "the framework's task" },
  );
  return { id: scheduler.frameworkId!, task: items.find(isItsOwn)!.id };
}

interface Sight {
  path: string;
  shows: readonly string[];
  /** What is done there before it shows. */
  act?: (page: Page) => Promise<unknown>;
}

function sightsOf(of: { task: string; framework: string; outsider: string; ofJob: string }): Sight[] {
  const paste = (text: string) => async (page: Page) => {
    await page.getByRole('button', { name: 'Paste from elsewhere' }).click();
    await page.getByLabel('Text to read').fill(text);
  };
  const foreign = encodeURIComponent(hostile('address'));
  return [
    { path: `${home}/config`, shows: ['annotation', 'template-annotation', 'argument', 'changed'] },
    { path: `${home}/config`, shows: ['hook'], act: scrollYaml },
    { path: `${home}/timeline?rev=1`, shows: ['cause'] },
    { path: `${home}/revisions/2`, shows: ['cause'] },
    { path: `${home}/revisions/1`, shows: ['pin'] },
    { path: `${home}/compare?a=1&b=2`, shows: ['setting', 'changed'] },
    { path: `${home}/logs`, shows: ['log'] },
    { path: `/containers/${of.task}`, shows: ['argument', 'probe', 'log'] },
    { path: `/containers/${of.task}`, shows: ['changed'], act: showVariable },
    { path: `/containers/${of.ofJob}`, shows: ['job-argument'] },
    { path: '/deployments/default/doomed/events', shows: ['kill-reason'] },
    { path: '/activity', shows: ['kill-reason'] },
    { path: `/configuration/configs/default/${name}`, shows: ['config-value'] },
    { path: `/configuration/configs/default/${name}?panel=edit`, shows: ['config-value'] },
    { path: `/configuration/volumes/default/${name}`, shows: ['volume-option'] },
    { path: '/nodes/labelled', shows: ['node-label'] },
    { path: '/offers', shows: ['framework'] },
    { path: '/offers?view=table', shows: ['framework'] },
    { path: '/frameworks', shows: ['framework'] },
    { path: `/frameworks/${of.framework}`, shows: ['framework', 'principal', 'own-page'] },
    { path: `/containers/${of.outsider}`, shows: ['task-command', 'framework'] },
    { path: '/audit', shows: ['refused-name'] },
    // What a refusal quotes is text from outside as well, and so is what an address says.
    {
      path: '/deploy',
      shows: ['pasted-image'],
      act: paste(`services: { web: { image: '${hostile('pasted-image').replaceAll("'", '')}' } }`),
    },
    { path: `/deployments?q=${foreign}`, shows: ['address'] },
    { path: `/deployments/default/${foreign}`, shows: ['address'] },
    { path: `/containers/${foreign}`, shows: ['address'] },
    { path: `/nodes/${foreign}`, shows: ['address'] },
    { path: `/containers?peek=container:${foreign}`, shows: [] },
    {
      path: '/deploy',
      shows: ['pasted-key'],
      act: paste(`services: { web: { image: a, '${hostile('pasted-key').replaceAll("'", '')}': 1 } }`),
    },
  ];
}

/** What a variable was given is behind dots until it is asked for. */
async function showVariable(page: Page): Promise<void> {
  await expect(page.getByText('SETTING=••••••')).toBeVisible();
  await page.getByRole('button', { name: 'Show the value of SETTING' }).click();
}

/** The editor draws the lines that are in sight only. */
async function scrollYaml(page: Page): Promise<void> {
  await page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
}

test('every field that can hold any text shows hostile text as it was written', async ({
  page,
  cluster,
  leaving,
}) => {
  startNode(cluster, leaving);
  const [task, outsider, ofJob] = await Promise.all([
    furnishDeployment(cluster),
    startFramework(cluster, leaving),
    furnishRest(cluster),
  ]);
  await expect(
    cluster.mutate('deployments.scale', { name: hostile('refused-name'), replicas: 1 }),
  ).rejects.toThrow(seen('refused-name'));
  await signIn(page, cluster);
  for (const sight of sightsOf({ task, ofJob, framework: outsider.id, outsider: outsider.task })) {
    await visit(page, sight.path);
    await sight.act?.(page);
    for (const field of sight.shows)
      await expect.poll(() => textOn(page), `${field} on ${sight.path}`).toContain(seen(field));
    expect(await marksOn(page), sight.path).toEqual([]);
  }
});

/** Goes there as a link would. */
async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await expect(page.locator('main h1, main p').first(), path).toBeAttached();
}

/** All that is to be read: text, and what fields hold. */
const textOn = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [
      // biome-ignore lint/performance/useDomNodeTextContent: what is not drawn is not read
      document.body.innerText,
      ...[...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value),
    ].join('\n'),
  );

/** What hostile text leaves where it is taken for markup, or for the address of a link. */
const marksOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...('hacked' in window ? ['hacked'] : []),
    ...[...document.querySelectorAll('img[src="x"], [href^="javascript:"]')].map((one) => one.outerHTML),
  ]);
