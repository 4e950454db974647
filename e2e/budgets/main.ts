import { parseArgs } from 'node:util';
import { startScaleCluster } from '@gantry/bench/scale';
import { openBrowser } from './browser.ts';
import { styleFigures } from './bundle.ts';
import { type Figure, isHeld, lineOf } from './figure.ts';
import { measureLive } from './live.ts';
import { measureFirstVisit, measureRoutes } from './loading.ts';
import { measureLogs } from './logs.ts';
import { measureSoak } from './soak.ts';
import { measureTimeline } from './timeline.ts';

/**
 * `npm run budgets [-- --nodes N --tasks N --changes N --lines N --minutes N]`: the dashboard's budgets, measured in a browser on a control
 * plane with simulated nodes whose tasks change all the time, and with a real one whose process writes `lines` lines. One line each; ends with
 * 1 when one is over that this machine could hold.
 * With `--minutes` only the soak: so long of a map that is open.
 */
const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '10000' },
    tasks: { type: 'string', default: '100000' },
    changes: { type: 'string', default: '2000' },
    lines: { type: 'string', default: '200000' },
    minutes: { type: 'string', default: '0' },
  },
});
const [nodes, tasks, changesPerSecond] = [values.nodes, values.tasks, values.changes].map(Number) as [
  number,
  number,
  number,
];

const figures: Figure[] = [];
const report = (found: Figure[]) => {
  figures.push(...found);
  for (const figure of found) console.log(lineOf(figure));
};

const cluster = await startScaleCluster({ nodes, tasks, changesPerSecond });
console.log(`${nodes} nodes, ${tasks} tasks, ${changesPerSecond} changes a second; no graphics processor\n`);
const browser = await openBrowser();
try {
  report(styleFigures());
  const visitor = await measureFirstVisit(browser, cluster);
  report(visitor.figures);
  const minutes = Number(values.minutes);
  if (minutes > 0) report(await measureSoak(visitor.context, cluster, { minutes }));
  else {
    report(await measureLive(visitor.context, cluster, visitor.interactions));
    report(await measureRoutes(visitor.context, cluster));
    await cluster.stop();
    report(await measureTimeline(browser));
    report(await measureLogs(browser, { lines: Number(values.lines) }));
  }
} finally {
  await browser.close();
  await cluster.stop();
}
const over = figures.filter((figure) => !isHeld(figure) && figure.excuse === undefined);
console.log(`\n${figures.length} budgets, ${over.length} over that should be held`);
process.exitCode = over.length > 0 ? 1 : 0;
