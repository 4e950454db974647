import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  redirect,
  type SearchMiddleware,
} from '@tanstack/react-router';
import { jobActs } from '../features/jobs/job-acts.ts';
import { logChoiceSearch } from '../features/logs/log-choice-search.ts';
import { orMissing } from '../shared/missing-part.ts';
import { choice, flag, searchOf, text, whole } from '../shared/search-params.ts';
import { NoSuchScreen, ScreenFailure } from './failure.tsx';
import OverviewPage from './pages/overview-page.tsx';
import { Gate } from './shell/gate.tsx';

/** A screen, which comes when it is first gone to. */
const lazyPage = (load: () => Promise<{ default: RouteComponent }>) => lazyRouteComponent(orMissing(load));

const listSearch = { q: text, sort: text };
const groupedSearch = { ...listSearch, group: text, folded: text };

const keepMoment: SearchMiddleware<{ at?: number | undefined }> = ({ search, next }) => {
  const wanted = next(search);
  return 'at' in wanted || search.at === undefined ? wanted : { ...wanted, at: search.at };
};

/** `peek`: what the right panel shows. `at`: the moment that all screens show; left out while it is now. */
const root = createRootRoute({
  component: Gate,
  notFoundComponent: NoSuchScreen,
  validateSearch: searchOf({ peek: text, at: whole }),
  search: { middlewares: [keepMoment] },
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: OverviewPage,
  staticData: { crumbs: () => [{ label: 'Overview' }] },
});

const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  validateSearch: searchOf({
    group: text,
    view: choice('table'),
    size: choice('memory'),
    color: choice('revision', 'app', 'used', 'requested', 'offers', 'age'),
    lit: text,
    find: text,
    node: text,
    zoom: whole,
    first: choice('trouble'),
    lost: text,
  }),
  component: lazyPage(() => import('./pages/map-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Map' }] },
});

const deployments = createRoute({
  getParentRoute: () => root,
  path: '/deployments',
  validateSearch: searchOf(groupedSearch),
  component: lazyPage(() => import('./pages/deployments-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Deployments' }] },
});

export const panels = ['scale', 'image', 'restart', 'pause', 'resume', 'promote', 'abort', 'delete'] as const;
export type PanelName = (typeof panels)[number];

const deployment = createRoute({
  getParentRoute: () => root,
  path: '/deployments/$namespace/$name',
  validateSearch: searchOf({ panel: choice(...panels), replicas: whole, image: text }),
  component: lazyPage(() => import('./pages/deployment-page.tsx')),
  staticData: {
    crumbs: ({ namespace = '', name = '' }) => [
      { label: 'Deployments', to: '/deployments' },
      { label: namespace },
      { label: name, to: `/deployments/${namespace}/${name}` },
    ],
  },
});

const deploymentOverview = createRoute({
  getParentRoute: () => deployment,
  path: '/',
  component: lazyPage(() => import('./pages/deployment-overview-page.tsx')),
});

const timeline = createRoute({
  getParentRoute: () => deployment,
  path: '/timeline',
  validateSearch: searchOf({
    rev: whole,
    size: choice('then'),
    scale: choice('time'),
    from: whole,
    to: whole,
    sort: text,
    bad: flag,
    fold: flag,
    open: text,
  }),
  component: lazyPage(() => import('./pages/timeline-page.tsx')),
});

const deploymentContainers = createRoute({
  getParentRoute: () => deployment,
  path: '/containers',
  validateSearch: searchOf({ ...listSearch, ended: flag }),
  component: lazyPage(() => import('./pages/deployment-containers-page.tsx')),
});

const deploymentLogs = createRoute({
  getParentRoute: () => deployment,
  path: '/logs',
  validateSearch: searchOf(logChoiceSearch),
  component: lazyPage(() => import('./pages/deployment-logs-page.tsx')),
});

const deploymentEvents = createRoute({
  getParentRoute: () => deployment,
  path: '/events',
  component: lazyPage(() => import('./pages/deployment-events-page.tsx')),
});

const deploymentConfig = createRoute({
  getParentRoute: () => deployment,
  path: '/config',
  validateSearch: searchOf({ from: whole }),
  component: lazyPage(() => import('./pages/deployment-config-page.tsx')),
});

const revision = createRoute({
  getParentRoute: () => deployment,
  path: '/revisions/$revision',
  validateSearch: searchOf({ pin: flag }),
  component: lazyPage(() => import('./pages/revision-page.tsx')),
  staticData: { crumbs: ({ revision = '' }) => [{ label: `r${revision}` }] },
});

const compare = createRoute({
  getParentRoute: () => deployment,
  path: '/compare',
  validateSearch: searchOf({ a: whole, b: whole, mode: choice('split') }),
  component: lazyPage(() => import('./pages/compare-page.tsx')),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: searchOf(listSearch),
  component: lazyPage(() => import('./pages/jobs-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Jobs' }] },
});

const newJob = createRoute({
  getParentRoute: () => root,
  path: '/jobs/new',
  validateSearch: searchOf({ example: text }),
  component: lazyPage(() => import('./pages/new-job-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Jobs', to: '/jobs' }, { label: 'New' }] },
});

const job = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$namespace/$name',
  validateSearch: searchOf({ panel: choice(...jobActs) }),
  component: lazyPage(() => import('./pages/job-page.tsx')),
  staticData: {
    crumbs: ({ namespace = '', name = '' }) => [
      { label: 'Jobs', to: '/jobs' },
      { label: namespace },
      { label: name },
    ],
  },
});

const containers = createRoute({
  getParentRoute: () => root,
  path: '/containers',
  validateSearch: searchOf({ ...groupedSearch, ended: flag }),
  component: lazyPage(() => import('./pages/containers-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Containers' }] },
});

const container = createRoute({
  getParentRoute: () => root,
  path: '/containers/$id',
  validateSearch: searchOf({ ...logChoiceSearch, view: choice('terminal') }),
  component: lazyPage(() => import('./pages/container-page.tsx')),
  staticData: {
    crumbs: ({ id = '' }) => [
      { label: 'Containers', to: '/containers' },
      { label: id, of: 'tasks' },
    ],
  },
});

const services = createRoute({
  getParentRoute: () => root,
  path: '/services',
  validateSearch: searchOf({ ...listSearch, panel: choice('new') }),
  component: lazyPage(() => import('./pages/services-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Services' }] },
});

const service = createRoute({
  getParentRoute: () => root,
  path: '/services/$namespace/$name',
  validateSearch: searchOf({ panel: choice('edit', 'delete') }),
  component: lazyPage(() => import('./pages/service-page.tsx')),
  staticData: {
    crumbs: ({ namespace = '', name = '' }) => [
      { label: 'Services', to: '/services' },
      { label: namespace },
      { label: name },
    ],
  },
});

const nodes = createRoute({
  getParentRoute: () => root,
  path: '/nodes',
  validateSearch: searchOf(groupedSearch),
  component: lazyPage(() => import('./pages/nodes-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Nodes' }] },
});

const node = createRoute({
  getParentRoute: () => root,
  path: '/nodes/$node',
  validateSearch: searchOf({ panel: choice('cordon', 'drain', 'label', 'remove') }),
  component: lazyPage(() => import('./pages/node-page.tsx')),
  staticData: {
    crumbs: ({ node = '' }) => [{ label: 'Nodes', to: '/nodes' }, { label: node }],
  },
});

const offers = createRoute({
  getParentRoute: () => root,
  path: '/offers',
  validateSearch: searchOf({ ...listSearch, win: choice('10m', '1h'), ended: flag }),
  component: lazyPage(() => import('./pages/offers-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Offers' }] },
});

const frameworks = createRoute({
  getParentRoute: () => root,
  path: '/frameworks',
  validateSearch: searchOf(listSearch),
  component: lazyPage(() => import('./pages/frameworks-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Frameworks' }] },
});

const framework = createRoute({
  getParentRoute: () => root,
  path: '/frameworks/$id',
  component: lazyPage(() => import('./pages/framework-page.tsx')),
  staticData: {
    crumbs: ({ id = '' }) => [
      { label: 'Frameworks', to: '/frameworks' },
      { label: id, of: 'frameworks' },
    ],
  },
});

const roles = createRoute({
  getParentRoute: () => root,
  path: '/roles',
  validateSearch: searchOf({ ...listSearch, edit: text }),
  component: lazyPage(() => import('./pages/roles-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Roles' }] },
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyPage(() => import('./pages/settings-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Settings' }] },
});

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  validateSearch: searchOf({ q: text, warnings: flag }),
  component: lazyPage(() => import('./pages/activity-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Activity' }] },
});

const changes = createRoute({
  getParentRoute: () => root,
  path: '/changes',
  validateSearch: searchOf({ a: whole, b: whole, healthy: text }),
  component: lazyPage(() => import('./pages/changes-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Activity', to: '/activity' }, { label: 'Changes' }] },
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: searchOf({ q: text }),
  component: lazyPage(() => import('./pages/audit-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Audit' }] },
});

const configuration = createRoute({
  getParentRoute: () => root,
  path: '/configuration',
  beforeLoad: () => {
    throw redirect({ to: '/configuration/configs', replace: true });
  },
});

const configurationCrumb = { label: 'Configuration', to: '/configuration' };
const storedSearch = { ...listSearch, panel: choice('new') };

const configs = createRoute({
  getParentRoute: () => root,
  path: '/configuration/configs',
  validateSearch: searchOf(storedSearch),
  component: lazyPage(() => import('./pages/configs-page.tsx')),
  staticData: { crumbs: () => [configurationCrumb, { label: 'Configs' }] },
});

const config = createRoute({
  getParentRoute: () => root,
  path: '/configuration/configs/$namespace/$name',
  validateSearch: searchOf({ panel: choice('edit', 'delete') }),
  component: lazyPage(() => import('./pages/config-page.tsx')),
  staticData: {
    crumbs: ({ name = '' }) => [
      configurationCrumb,
      { label: 'Configs', to: '/configuration/configs' },
      { label: name },
    ],
  },
});

const secrets = createRoute({
  getParentRoute: () => root,
  path: '/configuration/secrets',
  validateSearch: searchOf(storedSearch),
  component: lazyPage(() => import('./pages/secrets-page.tsx')),
  staticData: { crumbs: () => [configurationCrumb, { label: 'Secrets' }] },
});

const secret = createRoute({
  getParentRoute: () => root,
  path: '/configuration/secrets/$namespace/$name',
  validateSearch: searchOf({ panel: choice('edit', 'delete') }),
  component: lazyPage(() => import('./pages/secret-page.tsx')),
  staticData: {
    crumbs: ({ name = '' }) => [
      configurationCrumb,
      { label: 'Secrets', to: '/configuration/secrets' },
      { label: name },
    ],
  },
});

const volumes = createRoute({
  getParentRoute: () => root,
  path: '/configuration/volumes',
  validateSearch: searchOf(storedSearch),
  component: lazyPage(() => import('./pages/volumes-page.tsx')),
  staticData: { crumbs: () => [configurationCrumb, { label: 'Volumes' }] },
});

const volume = createRoute({
  getParentRoute: () => root,
  path: '/configuration/volumes/$namespace/$name',
  validateSearch: searchOf({ panel: choice('edit', 'delete') }),
  component: lazyPage(() => import('./pages/volume-page.tsx')),
  staticData: {
    crumbs: ({ name = '' }) => [
      configurationCrumb,
      { label: 'Volumes', to: '/configuration/volumes' },
      { label: name },
    ],
  },
});

const examples = createRoute({
  getParentRoute: () => root,
  path: '/examples',
  component: lazyPage(() => import('./pages/examples-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Examples' }] },
});

const example = createRoute({
  getParentRoute: () => root,
  path: '/examples/$id',
  component: lazyPage(() => import('./pages/example-page.tsx')),
  staticData: {
    crumbs: ({ id = '' }) => [{ label: 'Examples', to: '/examples' }, { label: id }],
  },
});

const deploy = createRoute({
  getParentRoute: () => root,
  path: '/deploy',
  validateSearch: searchOf({ example: text }),
  component: lazyPage(() => import('./pages/deploy-page.tsx')),
  staticData: { crumbs: () => [{ label: 'Deploy' }] },
});

const routeTree = root.addChildren([
  overview,
  map,
  deployments,
  deployment.addChildren([
    deploymentOverview,
    timeline,
    deploymentContainers,
    deploymentLogs,
    deploymentEvents,
    deploymentConfig,
    revision,
    compare,
  ]),
  jobs,
  newJob,
  job,
  containers,
  container,
  services,
  service,
  nodes,
  node,
  offers,
  frameworks,
  framework,
  roles,
  settings,
  activity,
  changes,
  audit,
  examples,
  example,
  configuration,
  configs,
  config,
  secrets,
  secret,
  volumes,
  volume,
  deploy,
]);

export const router = createRouter({
  routeTree,
  defaultErrorComponent: ScreenFailure,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
