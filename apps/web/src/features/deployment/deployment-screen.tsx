import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useDeployment, useNewestRollout, useRowsOf, useScope, useTemplate } from '../../live/hooks.ts';
import { useVerdict } from '../../live/verdicts.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { ReferenceNounOf, referenceNoun } from '../../shared/reference-noun.ts';
import { Missing } from '../../shared/ui/missing.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { deploymentVerdict, isHeldByGate, isLive, readySentence } from '../../shared/verdict.ts';
import { CurrentDeployment, type DeploymentContext } from './context.ts';
import { DeploymentActions } from './deployment-actions.tsx';

const DeploymentDialogs = lazyPart(() => import('./dialogs/deployment-dialogs.tsx'));

/** The frame of a deployment's page: its name, how it is, what can be done, and its tabs. */
export function DeploymentScreen() {
  const { namespace, name } = useParams({ from: '/deployments/$namespace/$name' });
  const ready = useScope(`deployment:${namespace}/${name}`);
  const deployment = useDeployment(namespace, name);
  const rollout = useNewestRollout(deployment?.id);
  const template = useTemplate(deployment?.templateHash);
  const told = useVerdict((verdicts) => verdicts.get(deployment?.id ?? ''));
  if (deployment === undefined)
    return ready ? (
      <Missing title={`There is no deployment ${name} in ${namespace}`} to="/deployments" all="deployments">
        It may have been deleted. Its events are kept for a while under Activity.
      </Missing>
    ) : (
      <Loading name={name} />
    );
  const verdict = told ?? deploymentVerdict(deployment, rollout);
  return <Frame current={{ deployment, rollout, template, verdict, isComplete: ready }} />;
}

function Frame({ current }: { current: DeploymentContext }) {
  const { deployment, verdict, isComplete } = current;
  const { namespace, name } = deployment;
  const params = { namespace, name };
  const { panel, replicas, image } = useSearch({ from: '/deployments/$namespace/$name' });
  const navigate = useNavigate();
  const live = useRowsOf('tasks', 'deploymentId', deployment.id).filter(isLive).length;
  const base = '/deployments/$namespace/$name';
  const setPanel = (next: typeof panel) =>
    void navigate({
      to: '.',
      search: (old) => ({ ...old, panel: next, replicas: undefined, image: undefined }),
      replace: true,
    });
  return (
    <CurrentDeployment.Provider value={current}>
      <ReferenceNounOf.Provider value={referenceNoun(current.template?.runtime)}>
        <Page
          title={name}
          documentTitle={name}
          status={<StateLabel verdict={verdict} pill />}
          facts={`${readySentence(deployment)} · r${deployment.revision}`}
          actions={<DeploymentActions onPanel={setPanel} />}
          tabs={
            <Tabs
              label="Parts of the deployment"
              tabs={[
                { label: 'Overview', to: base, params },
                { label: 'Timeline', to: `${base}/timeline`, params },
                {
                  label: 'Containers',
                  ...(isComplete || live > 0 ? { count: live } : {}),
                  to: `${base}/containers`,
                  params,
                },
                { label: 'Logs', to: `${base}/logs`, params },
                { label: 'Events', to: `${base}/events`, params },
                { label: 'Config', to: `${base}/config`, params },
                { label: 'Compare', to: `${base}/compare`, params },
              ]}
            />
          }
        >
          {deployment.quarantine !== null && (
            <Notice
              tone="failed"
              title="Planning for this deployment failed and is held until its next change"
            >
              {deployment.quarantine}
            </Notice>
          )}
          {deployment.paused && (
            <Notice
              tone={isHeldByGate(deployment) ? 'degraded' : 'pending'}
              title={isHeldByGate(deployment) ? 'A health gate failed and paused the rollout' : 'Paused'}
            >
              {deployment.pauseReason || 'Changes are recorded and rolled out when it is resumed.'}
            </Notice>
          )}
          <Outlet />
        </Page>
        <Suspense fallback={null}>
          {panel !== undefined && (
            <DeploymentDialogs
              panel={panel}
              current={current}
              wanted={{ replicas, image }}
              onClose={() => setPanel(undefined)}
            />
          )}
        </Suspense>
      </ReferenceNounOf.Provider>
    </CurrentDeployment.Provider>
  );
}

function Loading({ name }: { name: string }) {
  return (
    <Page title={name} documentTitle={name}>
      <div className="rounded-panel border border-line bg-panel">
        <SkeletonRows rows={8} />
      </div>
    </Page>
  );
}
