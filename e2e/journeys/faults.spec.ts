import type { Cluster } from '@gantry/bench/cluster';
import type { Page, Route, WebSocketRoute } from '@playwright/test';
import { cut, deploy, expect, liveTasks, script, settled, signIn, test, withoutUndoWindow } from './stack.ts';

/**
 * What goes wrong between a browser and its server, on every screen: nothing is blank, nothing is raw, and nothing that
 * somebody typed or chose is lost.
 */

const name = 'sturdy';
const app = `/deployments/default/${name}`;

/** One thing for every address to be about. Returns the addresses, those that ask the server most first. */
async function furnish(cluster: Cluster): Promise<string[]> {
  await deploy(cluster, script(name, 2, 'while true; do echo working; sleep 1; done'));
  await cluster.mutate('configs.save', { manifest: { name, data: { text: 'x' } } });
  const [task] = await liveTasks(cluster, name);
  const { items } = await cluster.query<{ items: { id: string }[] }>('frameworks.list');
  const under = (path: string, ...parts: string[]) => parts.map((part) => path + part);
  return [
    ...under(app, '', '/timeline?rev=1', '/containers', '/compare?a=1&b=1', '/logs', '/events', '/config'),
    ...under(app, '/revisions/1', '?panel=scale', '?panel=delete'),
    ...['/', '/map', '/map?view=table', '/deployments', '/jobs', '/jobs/new', '/containers'],
    ...under(`/containers/${task!.id}`, '', '?view=terminal'),
    ...['/services', '/nodes', '/nodes/node-1', '/nodes/node-1?panel=drain', '/offers', '/frameworks'],
    ...under('/frameworks/', items[0]!.id),
    ...['/roles', '/settings', '/activity', '/changes', '/audit', '/examples', '/examples/web', '/deploy'],
    ...under('/configuration', '/configs', `/configs/default/${name}`, '/secrets', '/volumes'),
  ];
}

let screens: string[] = [];
test.beforeAll(async ({ cluster }) => {
  screens = await furnish(cluster);
});
test.afterAll(async ({ cluster }) => {
  await cluster.mutate('deployments.delete', { name });
  await cluster.mutate('configs.delete', { name });
});
test.beforeEach(({ page }) => withoutUndoWindow(page));

/** The browser says itself what it could not load; anything else on the console is the page's. */
function withoutLoads(faults: string[]): void {
  const own = faults.filter(
    (text) => !/^Failed to load resource|net::ERR_|WebSocket connection to/.test(text),
  );
  faults.splice(0, faults.length, ...own);
}

/** Goes there as a link would; again where the page began anew by itself, as the browser had dropped a part of it. */
async function visit(page: Page, path: string): Promise<void> {
  const go = (to: string) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  };
  await expect(() => page.evaluate(go, path)).toPass();
  await page.waitForFunction((to) => location.pathname.startsWith(to), path.split('?')[0]!);
}

const rawWords =
  /TRPC|Unexpected token|valid JSON|Cannot read|is not a function|\[object |\bundefined\b|\bNaN\b|<html|Internal Server Error/;

/** What is wrong with the screen as it is: nothing to read on it, or words that are nobody's. */
async function wrongOn(page: Page, path: string): Promise<string[]> {
  await expect(page.locator('main h1, main p, main .skeleton').first(), path).toBeAttached();
  const text = (await page.locator('body').textContent()) ?? '';
  const raw = rawWords.exec(text);
  return raw === null ? [] : [`${path} says "${text.slice(Math.max(0, raw.index - 40), raw.index + 60)}"`];
}

/** Answered as the server answers, but for what it says: the same of every question. */
async function answerAll(
  route: Route,
  { status, code, message }: { status: number; code: string; message: string },
) {
  const [path, search = ''] = route.request().url().split('?');
  const asked = path!.replace(/(?<=\/trpc\/).*/, (names) => names.replaceAll(/[^,]+/g, 'no.such'));
  const answer = await route.fetch({ url: `${asked}?${search}` });
  const body = (await answer.text())
    .replaceAll('"not_found"', `"${code}"`)
    .replaceAll(/"message":"[^"]*"/g, `"message":"${message}"`)
    .replaceAll('"httpStatus":404', `"httpStatus":${status}`);
  await route.fulfill({ response: answer, status, body });
}

const answers = [
  { status: 500, code: 'internal', message: 'The control plane failed. Look at its log.' },
  { status: 403, code: 'forbidden', message: 'You may not see this. Ask an administrator.' },
] as const;

for (const answer of answers)
  test(`every screen says it in words when the server answers ${answer.status}`, async ({
    page,
    cluster,
    faults,
  }) => {
    await signIn(page, cluster, '/audit');
    await page.route(/\/trpc\/[^?]/, (route) => answerAll(route, answer));
    const wrong: string[] = [];
    for (const path of screens) {
      await visit(page, path);
      // What waits for an answer has had it: nothing waits for ever.
      await page
        .waitForFunction(() => document.querySelector('main .skeleton') === null, null, { timeout: 8_000 })
        .catch(() => wrong.push(`${path} waits for ever`));
      wrong.push(...(await wrongOn(page, path)));
    }
    expect(wrong).toEqual([]);
    withoutLoads(faults);
  });

test('every screen has something to read at once while answers take five seconds, and the rest when they come', async ({
  page,
  cluster,
  faults,
}) => {
  await signIn(page, cluster, '/audit');
  const delayMs = 5_000;
  await page.route(/\/trpc\/[^?]/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await route.continue().catch(() => {});
  });
  const wrong: string[] = [];
  for (const path of screens) {
    await visit(page, path);
    wrong.push(...(await wrongOn(page, path)));
  }
  await visit(page, `${app}/timeline`);
  await expect(page.getByRole('table', { name: 'Revisions' })).toBeVisible();
  expect(wrong).toEqual([]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  withoutLoads(faults);
});

test('an answer that is lost in the middle of an act: what was chosen stays, and it is done once', async ({
  page,
  cluster,
  faults,
}) => {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/trpc/, (socket) => {
    sockets.push(socket, socket.connectToServer());
  });
  await signIn(page, cluster, `${app}?panel=scale`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'One replica more' }).click();
  const confirm = dialog.getByRole('button', { name: 'Start 1 more' });
  await expect(confirm).toBeEnabled();
  // The server does it, and nobody hears of it.
  await page.route(/deployments\.scale/, async (route) => {
    await route.fetch();
    await cut(sockets);
    await route.abort('connectionreset');
  });
  await confirm.click();
  await expect(dialog.getByText(/did not answer. Try again/)).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'replica' })).toHaveValue('3');
  await page.unroute(/deployments\.scale/);
  await settled(cluster, name, 3);
  expect((await liveTasks(cluster, name)).length).toBe(3);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('3 of 3 ready').first()).toBeVisible();
  await cluster.mutate('deployments.scale', { name, replicas: 2 });
  await settled(cluster, name, 2);
  withoutLoads(faults);
});

test('an answer that the network loses once is asked for again by itself, and the act is done once', async ({
  page,
  cluster,
  faults,
}) => {
  await signIn(page, cluster, `${app}?panel=scale`);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'One replica more' }).click();
  const commandIds: string[] = [];
  await page.route(/deployments\.scale/, async (route) => {
    commandIds.push(/"commandId":"(\w+)"/.exec(route.request().postData() ?? '')![1]!);
    if (commandIds.length > 1) return await route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await dialog.getByRole('button', { name: 'Start 1 more' }).click();
  await expect(dialog).toBeHidden();
  await settled(cluster, name, 3);
  expect([commandIds.length, new Set(commandIds).size]).toEqual([2, 1]);
  await cluster.mutate('deployments.scale', { name, replicas: 2 });
  await settled(cluster, name, 2);
  withoutLoads(faults);
});

test('an edit stays where it is when the server fails meanwhile', async ({ page, cluster, faults }) => {
  await signIn(page, cluster, `${app}/config`);
  const cause = 'typed before it broke';
  const editor = page.getByRole('textbox', { name: /YAML|Manifest/i }).first();
  await editor.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(`# ${cause}`);
  await expect(page.getByText(cause)).toBeVisible();
  await page.route(/\/trpc\/[^?]/, (route) => answerAll(route, answers[0]));
  await cluster.mutate('deployments.scale', { name, replicas: 3 });
  await settled(cluster, name, 3);
  await expect(page.getByText('The configuration could not be loaded')).toBeVisible();
  await expect(page.getByText(cause)).toBeVisible();
  await page.unroute(/\/trpc\/[^?]/);
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByText('The configuration could not be loaded')).toHaveCount(0);
  await expect(page.getByText(cause)).toBeVisible();
  await cluster.mutate('deployments.scale', { name, replicas: 2 });
  await settled(cluster, name, 2);
  withoutLoads(faults);
});

for (const minutes of [5, -5])
  test(`a clock that is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'fast' : 'slow'} changes no age and no moment`, async ({
    page,
    cluster,
  }) => {
    await page.clock.install({ time: Date.now() + minutes * 60_000 });
    await signIn(page, cluster, app);
    await cluster.mutate('deployments.restart', { name, cause: 'to have something new' });
    await settled(cluster, name, 2);
    await visit(page, '/activity');
    const newest = page.locator('main time').first();
    await expect(newest).toHaveText(/^(now|\d{1,2} ?s)( ago)?$/);
    await visit(page, '/containers');
    await expect(
      page
        .getByRole('row')
        .filter({ hasText: `${name}-` })
        .first(),
    ).toContainText(/now|\d+ ?s/);
    await page.keyboard.press('h');
    const slider = page.getByRole('slider', { name: 'Moment that is shown' });
    const { nowMs } = await cluster.query<{ nowMs: number }>('cluster.summary');
    const shownMs = Number(await slider.getAttribute('aria-valuenow'));
    expect(Math.abs(shownMs - nowMs)).toBeLessThan(10_000);
    await expect(page.getByRole('status').getByText('Live', { exact: true }).first()).toBeVisible();
  });

test('a machine that slept an hour is live again by itself, with what happened meanwhile', async ({
  page,
  cluster,
  faults,
}) => {
  await page.clock.install();
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/trpc/, (socket) => {
    sockets.push(socket, socket.connectToServer());
  });
  await signIn(page, cluster, app);
  await expect(page.getByText('2 of 2 ready').first()).toBeVisible();
  await cut(sockets);
  await cluster.mutate('deployments.scale', { name, replicas: 3 });
  await settled(cluster, name, 3);
  await page.clock.fastForward('01:00:00');
  await expect(page.getByText('3 of 3 ready').first()).toBeVisible();
  await expect(page.getByRole('status').getByText('Live', { exact: true }).first()).toBeVisible();
  await cluster.mutate('deployments.scale', { name, replicas: 2 });
  await settled(cluster, name, 2);
  withoutLoads(faults);
});

test('a connection that is given up while it is asked whether it lives says nothing more', async ({
  page,
  cluster,
  faults,
}) => {
  await page.clock.install();
  let asked = 0;
  await page.routeWebSocket(/\/trpc/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (message === 'PING') asked += 1;
      server.send(message);
    });
    server.onMessage((message) => {
      if (message !== 'PONG') socket.send(message);
    });
  });
  await signIn(page, cluster, app);
  await expect(page.getByText('2 of 2 ready').first()).toBeVisible();
  await expect(async () => {
    await page.clock.fastForward('00:06');
    expect(asked).toBeGreaterThan(0);
  }).toPass();
  await cluster.mutate('deployments.scale', { name, replicas: 3 });
  await expect(page.getByText('3 of 3 ready').first()).toBeVisible();
  await page.clock.fastForward('01:00:00');
  await expect(page.getByRole('status').getByText('Live', { exact: true }).first()).toBeVisible();
  await cluster.mutate('deployments.scale', { name, replicas: 2 });
  await expect(page.getByText('2 of 2 ready').first()).toBeVisible();
  withoutLoads(faults);
});

test('two tabs: what one does the other shows, and either can undo it', async ({
  page,
  context,
  cluster,
}) => {
  await signIn(page, cluster, app);
  const other = await context.newPage();
  await other.goto(cluster.url + app);
  await page.bringToFront();
  await cluster.mutate('deployments.scale', { name, replicas: 3, undoSeconds: 30 });
  for (const tab of [page, other]) await expect(tab.getByRole('button', { name: /^Undo/ })).toBeVisible();
  await other.getByRole('button', { name: /^Undo/ }).click();
  for (const tab of [page, other]) await expect(tab.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  expect((await liveTasks(cluster, name)).length).toBe(2);
});

test('back and forward lead through every panel', async ({ page, cluster }) => {
  await signIn(page, cluster, app);
  const panels = [
    [`${app}?panel=scale`, /^Scale/],
    [`${app}?panel=image`, /^Update/],
    [`${app}?panel=restart`, /^Restart/],
    [`${app}?panel=delete`, /^Delete/],
    ['/nodes/node-1?panel=drain', /^Drain/],
    ['/nodes/node-1?panel=remove', /^Remove/],
    [`/configuration/configs/default/${name}?panel=edit`, new RegExp(name)],
    [`/configuration/configs/default/${name}?panel=delete`, /^Delete/],
    ['/configuration/configs?panel=new', /config/i],
    ['/services?panel=new', /service/i],
  ] as const;
  const dialog = page.getByRole('dialog');
  for (const [path] of panels) {
    await visit(page, path.split('?')[0]!);
    await expect(dialog).toHaveCount(0);
    await visit(page, path);
    await expect(dialog).toBeVisible();
  }
  for (const [path, title] of panels.toReversed()) {
    await expect(page).toHaveURL(cluster.url + path);
    await expect(dialog.getByRole('heading', { name: title }).first()).toBeVisible();
    await page.goBack();
    await expect(dialog).toHaveCount(0);
    await page.goForward();
    await expect(dialog).toBeVisible();
    await page.goBack();
    await page.goBack();
  }
  await expect(page).toHaveURL(cluster.url + app);
});

/** A part of the dashboard that is lost on its way so many times more: at first twice. */
async function losing(page: Page, part: string): Promise<{ losses: number }> {
  const left = { losses: 2 };
  await page.route(`**/assets/${part}-*.js`, async (route) => {
    if (left.losses === 0) return await route.continue();
    left.losses -= 1;
    await route.abort('connectionreset');
  });
  return left;
}

/** One of the parts that a page begins with: which there are is the bundler's affair. */
async function firstPart(page: Page): Promise<string> {
  const text = await (await page.request.get(page.url())).text();
  const [, part] = /rel="modulepreload"[^>]*\/assets\/([\w-]+?)-[\w-]{8}\.js"/.exec(text)!;
  return part!;
}

test('a page whose first scripts do not come is loaded anew, and says so when that does not help', async ({
  page,
  cluster,
  faults,
}) => {
  await signIn(page, cluster);
  const part = await losing(page, await firstPart(page));
  await page.goto(`${cluster.url}/deployments`);
  await expect(page.getByRole('heading', { name: 'Deployments', level: 1 })).toBeVisible();
  expect(part.losses).toBe(0);
  part.losses = Number.POSITIVE_INFINITY;
  await page.goto(`${cluster.url}/nodes`);
  await expect(page.getByText('The dashboard could not be loaded. Load the page again.')).toBeVisible();
  part.losses = 0;
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nodes', level: 1 })).toBeVisible();
  withoutLoads(faults);
});

test('a screen that does not come at first comes with the page loaded anew, and no fault is told', async ({
  page,
  cluster,
  faults,
}) => {
  await signIn(page, cluster);
  const part = await losing(page, 'nodes-page');
  await page.getByRole('link', { name: 'Nodes', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Nodes', level: 1 })).toBeVisible();
  expect(part.losses).toBe(0);
  withoutLoads(faults);
});

test('a part that does not come at first comes with the page loaded anew, but not over what was typed', async ({
  page,
  cluster,
  faults,
}) => {
  await signIn(page, cluster);
  const panel = await losing(page, 'side-panel');
  await page.goto(`${cluster.url}/nodes?peek=node:node-1`);
  await expect(page.getByRole('complementary', { name: 'Peek' })).toBeVisible();
  expect(panel.losses).toBe(0);
  const keys = await losing(page, 'keys-dialog');
  keys.losses = Number.POSITIVE_INFINITY;
  await page.goto(`${cluster.url}/deployments`);
  const filter = page.getByRole('combobox', { name: 'Filter deployments' });
  await filter.fill('typed');
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await filter.blur();
  await page.keyboard.press('Shift+?');
  await expect(page.getByText('A part of the dashboard did not arrive')).toBeVisible();
  await expect(filter).toHaveValue('typed');
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  withoutLoads(faults);
});

test('without its server a page is not loaded anew for parts that do not come: what was typed stays', async ({
  page,
  context,
  cluster,
  faults,
}) => {
  await signIn(page, cluster, '/deployments');
  const filter = page.getByRole('combobox', { name: 'Filter deployments' });
  await filter.fill('typed');
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const isSamePage = () => page.evaluate(() => 'isSamePage' in window);
  const nodes = page.getByRole('link', { name: 'Nodes', exact: true }).first();
  // What says that something is missing is there soon after the first screen.
  await page.waitForFunction(() =>
    ['missing-notice', 'missing-screen'].every((part) =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes(part)),
    ),
  );
  await context.setOffline(true);
  const lost = page.waitForEvent('requestfailed', (request) => request.url().includes('/assets/nodes-page-'));
  await nodes.hover();
  await lost;
  await expect(filter).toHaveValue('typed');
  // Neither does a dialog of the shell take the screen away.
  await filter.blur();
  await page.keyboard.press('Shift+?');
  await expect(page.getByText('A part of the dashboard did not arrive')).toBeVisible();
  await expect(filter).toHaveValue('typed');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await nodes.click();
  await expect(page.getByText('This screen could not be shown')).toBeVisible();
  const again = page.locator('#screen').getByRole('button', { name: 'Try again' });
  await again.click();
  await expect(page.getByText('The control plane does not answer.')).toBeVisible();
  expect(await isSamePage()).toBe(true);
  await context.setOffline(false);
  await again.click();
  await expect(page.getByRole('heading', { name: 'Nodes', level: 1 })).toBeVisible();
  expect(await isSamePage()).toBe(false);
  withoutLoads(faults);
});
