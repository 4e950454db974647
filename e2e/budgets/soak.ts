import type { ScaleCluster } from '@gantry/bench/scale';
import type { BrowserContext, Page } from '@playwright/test';
import { framesPerSecond, frameTimes, heapBytes } from './browser.ts';
import { type Figure, percentile } from './figure.ts';

const lookEveryMs = 30_000;
const framesForMs = 2_000;
/** What a page has filled once it has been looked at for a while is no growth. */
const settleMs = 60_000;

interface Look {
  heapBytes: number;
  nodes: number;
  framesPerSecond: number;
}

/** Minutes of a map that nobody touches while everything changes: what grows, and whether the line holds. */
export async function measureSoak(
  context: BrowserContext,
  cluster: ScaleCluster,
  { minutes }: { minutes: number },
): Promise<Figure[]> {
  const page = await context.newPage();
  const opened = socketsOf(page);
  await page.goto(`${cluster.url}/map?group=rack`);
  await page.locator('canvas').waitFor();
  await page.waitForTimeout(settleMs);
  const [sockets, first] = [opened.count, await lookAt(page)];
  const looks = [first];
  for (const endMs = Date.now() + minutes * 60_000; Date.now() < endMs; ) {
    await page.waitForTimeout(Math.min(lookEveryMs, Math.max(0, endMs - Date.now())));
    looks.push(await lookAt(page));
    console.log(`  ${looks.length - 1}: ${wordsOf(looks.at(-1)!)}`);
  }
  const state = await page.getByTitle('Opens the time bar (H)').textContent();
  await page.close();
  const last = looks.at(-1)!;
  return [
    soaked('heap growth', (last.heapBytes - first.heapBytes) / 1_000_000, { unit: 'MB', target: 20 }),
    soaked('growth of the document', last.nodes - first.nodes, { unit: 'nodes', target: 500 }),
    soaked('lines that were lost', opened.count - sockets, { unit: '', target: 0 }),
    soaked('not live at the end', state === 'Live' ? 0 : 1, { unit: '', target: 0 }),
    {
      what: `frames over ${minutes} minutes, median`,
      value: percentile(
        looks.map((look) => look.framesPerSecond),
        0.5,
      ),
      ...{ unit: 'fps', target: 50, atLeast: true, excuse: 'no graphics processor' },
    },
  ];
}

const soaked = (what: string, value: number, bound: { unit: string; target: number }): Figure => ({
  what,
  value,
  ...bound,
});

const wordsOf = ({ heapBytes: bytes, nodes, framesPerSecond }: Look) =>
  `${(bytes / 1_000_000).toFixed(1)} MB, ${nodes} nodes in the document, ${framesPerSecond.toFixed(0)} fps`;

/** Counts the lines that a page opens: one more than at the beginning is one that was lost. */
function socketsOf(page: Page): { count: number } {
  const opened = { count: 0 };
  page.on('websocket', () => {
    opened.count += 1;
  });
  return opened;
}

async function lookAt(page: Page): Promise<Look> {
  const frames = await frameTimes(page, framesForMs);
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return {
    heapBytes: await heapBytes(page),
    nodes,
    framesPerSecond: framesPerSecond(frames),
  };
}
