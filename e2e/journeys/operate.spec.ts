import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helloImages } from '@gantry/examples';
import { buildHelloImages } from '@gantry/examples/hello-image';
import type { Page, WebSocketRoute } from '@playwright/test';
import {
  cut,
  deploy,
  dockerSocket,
  expect,
  liveTasks,
  open,
  script,
  settled,
  signIn,
  test,
  until,
} from './stack.ts';
import { lane, painted, trailOf } from './usage.ts';

/** Seconds that the program in a terminal talks for: longer than the network is gone. */
const ticks = 11;

/** Says who it is and counts, and writes a failure now and then. */
const counting = 'i=0; while true; do i=$((i+1)); echo "count $i of $GANTRY_TASK_NAME"; sleep 0.2; done';

/** Computes a little, again and again. What is used is told in steps, so it begins long before it is looked at. */
const burning = 'while :; do i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; sleep 0.2; done';

test.beforeAll(async ({ cluster }) => await deploy(cluster, script('burner', 1, burning)));

test('what a probe answered is told tick by tick with its reason, and that readiness fell below its floor on the timeline', async ({
  page,
  cluster,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-probe-'));
  const full = join(folder, 'full');
  const asked = `if test -e ${full}; then echo the queue is full; exit 1; fi`;
  const manifest = script('queue', 2, 'while true; do sleep 1; done');
  const [container] = manifest.template.containers;
  const readinessProbe = {
    exec: { command: ['/bin/sh', '-c', asked] },
    periodSeconds: 1,
    failureThreshold: 1,
  };
  Object.assign(container!, { readinessProbe });
  try {
    await deploy(cluster, manifest);
    const [task] = await liveTasks(cluster, 'queue');
    await signIn(page, cluster, `/containers/${task!.id}`);
    const ticks = page.getByRole('img', { name: /^Readiness probe: \d+ answers?, / });
    await expect(ticks).toHaveAttribute('aria-label', /all succeeded$/);

    await test.step('a failing answer says why for as long as it lasts, and stays told when it is over', async () => {
      const reason = page.getByText('exited with code 1: the queue is full').filter({ visible: true });
      await writeFile(full, '');
      await expect(ticks).toHaveAttribute('aria-label', /, [1-9]\d* failed/);
      await expect(reason.first()).toBeVisible();
      await rm(full);
      await settled(cluster, 'queue', 2);
      await expect(reason).toHaveCount(0);
      await expect(ticks).toHaveAttribute('aria-label', /, [1-9]\d* failed/);
      await ticks.click();
      const told = page.getByRole('table', { name: 'Readiness probe, answers' }).getByRole('row');
      await expect(told.nth(1)).toContainText('succeeded');
      await expect(told.filter({ hasText: 'the queue is full' }).first()).toContainText('failed');
    });

    await test.step('the dip is a tick, a figure in the table and a sentence for who does not see the lane', async () => {
      await open(page, `${cluster.url}/deployments/default/queue/timeline`);
      await expect(page.locator('[data-dip]').first()).toBeAttached();
      const lane = page.getByRole('group', { name: /Readiness fell below its floor .*, to [01] of 2\./ });
      await expect(lane).toBeVisible();
      const inTable = page.getByRole('table', { name: 'Revisions' }).locator('[data-tone="failed"][title]');
      await expect(inTable).toHaveAttribute('title', /[01] of 2 ready where [12] were to be, for /);
      await expect(page.getByText('only 1 was completed: too few to say how long they take')).toBeVisible();
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('F4.35 merged logs of twelve replicas: follow, scroll up, come back, filter, download', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, script('counters', 12, counting));
  await signIn(page, cluster, '/deployments/default/counters/logs');
  const log = page.getByRole('log', { name: 'Output' });
  await expect.poll(() => tagsIn(page), { message: 'lines of all replicas' }).toBe(12);

  await expect
    .poll(async () => (await visibleLines(page)).length, { message: 'lines on the screen' })
    .toBeGreaterThan(10);

  await test.step('follows what is written', async () => {
    const box = () =>
      log.evaluate(({ scrollHeight, scrollTop, clientHeight }) => ({
        height: scrollHeight,
        toEnd: scrollHeight - scrollTop - clientHeight,
      }));
    for (let round = 0; round < 2; round += 1) {
      const { height } = await box();
      await expect.poll(async () => (await box()).height).toBeGreaterThan(height);
      await expect.poll(async () => (await box()).toEnd).toBeLessThan(24);
    }
  });

  await test.step('stays where somebody scrolled to, and says what has come since', async () => {
    await expect
      .poll(() => log.evaluate((box) => box.scrollHeight - box.clientHeight))
      .toBeGreaterThan(2_000);
    await log.hover();
    await page.mouse.wheel(0, -1_500);
    const fresh = page.getByRole('button', { name: /\d+ new$/ });
    await expect(fresh).toBeVisible();
    const looked = await visibleLines(page);
    expect(looked.length).toBeGreaterThan(10);
    await page.waitForFunction(() => /[2-9]\d+ new/.test(document.body.textContent ?? ''));
    // Also where late or older lines came before them.
    expect((await visibleLines(page))[0]).toBe(looked[0]);
    await fresh.click();
    await expect(fresh).toBeHidden();
    await expect
      .poll(() => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight))
      .toBeLessThan(24);
  });

  await test.step('shows what matches a pattern, and downloads exactly that', async () => {
    await page.getByRole('textbox', { name: 'Filter lines' }).fill('/count [0-9]*7 /');
    await expect(page).toHaveURL(/q=/);
    await expect(page.getByText(/count \d*7 of/).first()).toBeVisible();
    await expect(page.getByText(/count \d*6 of/)).toHaveCount(0);
    const screen = await linesOnScreen(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    const lines = (await readFile(await file.path(), 'utf8')).split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/count \d*7 of counters-/);
    // What was on the screen is in it, in the same order and without anything between.
    const written = lines.map((line) => line.slice(line.indexOf(' ') + 1)).join('\n');
    expect(screen.length).toBeGreaterThan(10);
    expect(written).toContain(screen.join('\n'));
  });

  await test.step('knows that all lines are there where nothing matches, and tells how a replica ended', async () => {
    const filter = page.getByRole('textbox', { name: 'Filter lines' });
    await filter.fill('nobody writes this');
    await expect(page.getByText('No line matches, and nothing older is kept.')).toBeVisible();
    await filter.fill('');
    const [victim] = await liveTasks(cluster, 'counters');
    await page.getByRole('combobox', { name: 'Replica' }).selectOption(victim!.name);
    await cluster.mutate('tasks.kill', { task: victim!.id, reason: 'to see its end' });
    await expect(log.getByText(`${victim!.name} ended: `)).toBeVisible();
  });
});

test('a link to a line reads back to it, finds it in wrapped lines too, and says when it is kept no more', async ({
  page,
  cluster,
}) => {
  // More than is read at once, a few in each millisecond.
  const lines =
    'i=0; while [ $i -lt 2500 ]; do i=$((i+1)); echo "line $i"; [ $((i % 20)) -eq 0 ] && sleep 0.02; done';
  await deploy(cluster, script('linked', 1, `${lines}; echo all are written; sleep 3600`));
  const [task] = await liveTasks(cluster, 'linked');
  const written = await until(
    () =>
      cluster.query<{ lines: { text: string; atMs: number }[] }>('tasks.olderLogs', {
        ...{ task: task!.id, untilMs: Date.now() + 60_000, limit: 5_000 },
      }),
    (answer) => answer.lines.some(({ text }) => text === 'all are written'),
    { withinMs: 30_000, what: 'all lines' },
  );
  const { atMs } = written.lines.find(({ text }) => text === 'line 101')!;
  // A link is to a millisecond: it leads to the first line of it.
  const { text: first } = written.lines.find((line) => line.atMs === atMs)!;
  const link = `/deployments/default/linked/logs?line=${task!.name}@`;
  await signIn(page, cluster, `${link}${atMs}`);
  const wanted = page.getByText(first, { exact: true });
  await expect(wanted).toBeInViewport();
  const wrap = page.getByRole('button', { name: 'Wrap', exact: true });
  await wrap.click();
  await expect(wrap).toHaveAttribute('aria-pressed', 'true');
  await expect(wanted).toBeInViewport();
  await open(page, `${cluster.url}${link}1000`);
  const notice = page.getByText('The line that the link is about is not there');
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'Without the line' }).click();
  await expect(notice).toBeHidden();
  // Only the newest lines are there at first: what does match may be among the older ones.
  await open(page, `${cluster.url}/deployments/default/linked/logs?q=nobody`);
  await expect(page.getByText('No line matches.')).toBeVisible();
  const isAll = page.getByText('No line matches, and nothing older is kept.');
  // As often as there may be more: one answer goes back a few minutes only.
  await expect
    .poll(async () => {
      const older = page.getByRole('button', { name: 'Older lines' });
      if (await older.isVisible()) await older.click();
      return isAll.isVisible();
    })
    .toBe(true);
});

test('F4.36 logs split by revision during a rollout show what only the new one writes', async ({
  page,
  cluster,
}) => {
  const says = (words: string) =>
    `i=0; while true; do i=$((i+1)); echo "request $i"; ${words} sleep 0.3; done`;
  // The new one is there long before it counts: the rollout stays half-way, with both.
  const slow = (lines: string) => ({ ...script('split', 1, lines), minReadySeconds: 500 });
  const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  await deploy(cluster, { ...script('split', 1, says('')), strategy });
  await cluster.mutate('deployments.deploy', {
    manifest: { ...slow(says('echo "cache miss $i";')), strategy },
  });
  await until(
    () => liveTasks(cluster, 'split'),
    (tasks) => tasks.length === 2 && tasks.every(({ ready }) => ready),
    { withinMs: 30_000, what: 'both revisions beside each other' },
  );
  await signIn(page, cluster, '/deployments/default/split');
  const news = page.getByRole('list', { name: 'Only in r2' });
  await expect(news.getByRole('listitem')).toHaveText([/cache miss #/]);
  await expect(page.getByRole('button', { name: 'Abort', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Side by side' }).click();
  await expect(page).toHaveURL(/split=true/);
  await expect(page.getByRole('combobox', { name: 'Revision', exact: true })).toHaveValue('split');
  const only = page.getByRole('region', { name: 'Only in r2' });
  await expect(only.getByRole('button', { name: /cache miss #/ })).toBeVisible();
  await expect(only.getByRole('button', { name: /request #/ })).toHaveCount(0);
  await expect(
    page
      .getByRole('log', { name: 'Output of r1' })
      .getByText(/request \d/)
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('log', { name: 'Output of r1' }).getByText(/cache miss/)).toHaveCount(0);
});

test('F4.37 a terminal in a process: type, resize, lose the network for ten seconds, come back', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, script('shelled', 1, 'while true; do sleep 1; done'));
  const [task] = await liveTasks(cluster, 'shelled');
  // Stands between the page and the server, so that the network can be cut.
  const sockets: WebSocketRoute[] = [];
  let isCut = false;
  await page.routeWebSocket(/\/terminal\?/, (socket) => {
    if (isCut) return void socket.close();
    sockets.push(socket, socket.connectToServer());
  });
  await signIn(page, cluster, `/containers/${task!.id}`);
  // The key is the container's, once the screen has it.
  await expect(page.getByText(task!.name).first()).toBeVisible();
  await page.keyboard.press('Shift+T');
  await page.getByRole('textbox', { name: 'Terminal input' }).waitFor();
  await expect(page.getByRole('status').filter({ hasText: 'Open' })).toBeVisible();
  await page.keyboard.type('stty size; pwd; echo $((6*7))-is-it\n');
  await expect(screenOf(page)).toContainText('42-is-it');
  const before = await sizeIn(page);

  await page.getByRole('separator', { name: 'Height of the dock' }).focus();
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowUp');
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.type('clear; stty size\n');
  await expect.poll(() => sizeIn(page)).toBeGreaterThan(before);

  await page.keyboard.type(
    `clear; for i in $(seq ${ticks}); do printf "tick-$i."; sleep 1; done; echo all-$((2+2))-told\n`,
  );
  await expect(screenOf(page)).toContainText('tick-1.');
  isCut = true;
  await cut(sockets);
  const cutAtMs = performance.now();
  const isLost = page.getByText('Connection lost');
  await expect(isLost).toBeVisible();
  await expect.poll(() => performance.now() - cutAtMs, { timeout: 15_000 }).toBeGreaterThan(10_000);
  await expect(isLost).toBeVisible();
  isCut = false;
  // What was told meanwhile is there, all of it and once.
  const told = Array.from({ length: ticks }, (_, index) => `tick-${index + 1}.`).join('');
  await expect(screenOf(page)).toContainText(`${told}all-4-told`, { timeout: 20_000 });

  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.type('exit 3\n');
  await expect(page.getByText('Ended with exit code 3')).toBeVisible();
  const { items } = await cluster.query<{ items: { verb: string; message: string }[] }>('audit.list', {
    text: 'terminal',
  });
  expect(items.slice(0, 2).map(({ verb }) => verb)).toEqual(['terminal.close', 'terminal.open']);
  expect(items[0]!.message).toContain('exit code 3');
});

test('a terminal in a container', async ({ page, cluster }) => {
  test.skip(dockerSocket === null, 'no container engine: GANTRY_TEST_DOCKER_SOCKET names none');
  await buildHelloImages(dockerSocket!);
  await cluster.mutate('deployments.deploy', {
    manifest: {
      name: 'boxed',
      template: {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'main', image: helloImages.docker[1], command: ['sleep', '3600'] }],
      },
    },
  });
  const [task] = await settled(cluster, 'boxed', 1);
  await signIn(page, cluster, `/containers/${task!.id}?view=terminal`);
  await page.getByRole('button', { name: 'Open a terminal' }).click();
  await page.getByRole('textbox', { name: 'Terminal input' }).waitFor();
  await page.keyboard.type('cat /proc/1/cmdline; echo; echo $((40+2))-inside\n');
  await expect(screenOf(page)).toContainText('42-inside');
  await expect(screenOf(page)).toContainText('sleep');
  await cluster.mutate('deployments.delete', { name: 'boxed' });
});

test('lists draw what was really used in the last minutes beside what is used now, and not in the past', async ({
  page,
  cluster,
}) => {
  const { id } = await cluster.query<{ id: string }>('deployments.get', { name: 'burner' });
  await signIn(page, cluster, '/deployments?q=name:burner');
  const [cpu, memory] = [lane(page, 'Deployments', 'CPU'), lane(page, 'Deployments', 'Memory')];
  await expect(cpu).toHaveCount(1);

  // A step of a trail is told when it is over; two of them are a line.
  const trail = await until(
    () => trailOf(cluster, id),
    (one) => (one?.cpuMillis.length ?? 0) >= 2,
    { withinMs: 60_000, what: 'two steps of the trail' },
  );
  // Of a busy machine it gets little, but never nothing.
  expect(Math.min(...trail!.cpuMillis.map((amount) => amount ?? 0))).toBeGreaterThan(0);
  expect(Math.min(...trail!.memoryBytes.map((amount) => amount ?? 0))).toBeGreaterThan(50_000);
  await expect(cpu).toHaveAccessibleName(/^CPU: [\d.]+\sCPU used.*; since \d\d:\d\d:\d\d .*[\d.]+\sCPU$/, {
    timeout: 20_000,
  });
  await expect(memory).toHaveAccessibleName(/^Memory: [\d.]+\s[KM]iB used.*; since .*[KM]iB$/);
  // An empty lane has no pixel at all.
  for (const canvas of [cpu, memory]) expect(await painted(canvas)).toBeGreaterThan(0);

  await open(page, `${cluster.url}/containers?q=app:burner`);
  await expect(lane(page, 'Containers', 'CPU')).toHaveAccessibleName(/; since /, { timeout: 30_000 });
  await open(page, `${cluster.url}/deployments?q=name:burner&at=${Date.now()}`);
  await expect(page.getByRole('table', { name: 'Deployments' }).getByText('burner')).toBeVisible();
  await expect(cpu).toHaveCount(0);
});

const screenOf = (page: Page) => page.locator('.xterm-rows');

/** Lines that somebody can see: inside the box, not above or below it. */
async function visibleLines(page: Page): Promise<string[]> {
  return await page.getByRole('log', { name: 'Output' }).evaluate((box) => {
    const { top, bottom } = box.getBoundingClientRect();
    const seen = [...box.querySelectorAll('[title^="counters-"]')].filter((tag) => {
      const at = tag.getBoundingClientRect();
      return at.top >= top && at.bottom <= bottom;
    });
    return seen.map((tag) => tag.nextElementSibling?.textContent ?? '');
  });
}

/** Whose each line is and what it says, as it is on the screen. */
async function linesOnScreen(page: Page): Promise<string[]> {
  return await page
    .getByRole('log', { name: 'Output' })
    .locator('[title^="counters-"]')
    .evaluateAll((tags) =>
      tags.map((tag) => `${tag.getAttribute('title')?.split(' ')[0]} ${tag.nextElementSibling?.textContent}`),
    );
}

async function tagsIn(page: Page): Promise<number> {
  const titles = await page
    .getByRole('log', { name: 'Output' })
    .locator('[title^="counters-"]')
    .evaluateAll((tags) => tags.map((tag) => tag.getAttribute('title')))
    // A page that begins anew by itself, as the browser had dropped a part of it, has none yet.
    .catch(() => []);
  return new Set(titles).size;
}

/** Rows of the terminal, as `stty size` told them last. */
async function sizeIn(page: Page): Promise<number> {
  const lines = await screenOf(page).locator('> div').allTextContents();
  const sizes = lines.flatMap((line) => /^(\d+) \d+\s*$/.exec(line.replaceAll('\u00a0', ' '))?.[1] ?? []);
  return Number(sizes.at(-1) ?? 0);
}
