import { events } from './activity.ts';
import { allocation, frameworks, offers, roles } from './allocation.ts';
import { audit } from './audit/audit-router.ts';
import { changes } from './changes.ts';
import { cluster } from './cluster.ts';
import { configs } from './configs.ts';
import { deployments } from './deployments.ts';
import { intents } from './intents.ts';
import { jobs } from './jobs.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { past } from './past/past-router.ts';
import { people } from './people-router.ts';
import { query, router } from './procedure.ts';
import { secrets } from './secrets.ts';
import { services } from './services.ts';
import { tasks } from './tasks.ts';
import { together } from './together.ts';
import { validate } from './validate.ts';
import { volumes } from './volumes.ts';

/** Everything that scripts and the dashboard can ask for. The names are a contract. */
export const appRouter = router({
  deployments,
  tasks,
  nodes,
  namespaces,
  jobs,
  intents,
  services,
  offers,
  frameworks,
  roles,
  allocation,
  configs,
  secrets,
  volumes,
  events,
  audit,
  cluster,
  past,
  examples: router({
    list: query.query(({ ctx }) => ({ items: [...ctx.examples] })),
    /** Whole examples, each with what it makes and what it shows. */
    gallery: query.query(({ ctx }) => ({ items: [...ctx.gallery] })),
    jobs: query.query(({ ctx }) => ({ items: [...ctx.jobExamples] })),
  }),
  people,
  together,
  validate,
  changes,
});

export type AppRouter = typeof appRouter;
