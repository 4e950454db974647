import { Suspense } from 'react';
import { useEventsOf } from '../../live/events-of.ts';
import { useDeployment, useNotLive, useReady } from '../../live/hooks.ts';
import { EventsPanel } from '../../shared/event-list.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Missing } from '../../shared/ui/missing.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { EndpointsPanel } from './endpoints-panel.tsx';
import { AddressPanel, ServiceFacts } from './service-facts.tsx';
import { kindWords, serviceVerdict } from './service-words.ts';
import { useService, useServiceDetail } from './use-service.ts';

const DeleteDialog = lazyPart(() => import('./delete-dialog.tsx'));
const SaveDialog = lazyPart(() => import('./save-dialog.tsx'));

export type ServicePanelName = 'edit' | 'delete';

export function ServiceScreen({
  namespace,
  name,
  panel,
  onPanel,
}: {
  namespace: string;
  name: string;
  panel: ServicePanelName | undefined;
  onPanel: (panel: ServicePanelName | undefined) => void;
}) {
  const service = useService(namespace, name);
  const detail = useServiceDetail(service);
  const wanted = useDeployment(namespace, service?.deployment ?? '')?.spec.replicas;
  const off = useNotLive();
  const ready = useReady();
  const happened = useEventsOf(service?.id);
  if (service === undefined)
    return ready ? (
      <Missing title={`There is no service ${name}`} to="/services" all="services" />
    ) : (
      <SkeletonRows rows={8} />
    );
  const close = () => onPanel(undefined);
  return (
    <Page
      title={service.name}
      documentTitle={service.name}
      status={<StateLabel verdict={serviceVerdict(detail ?? null, off === null, wanted)} pill />}
      facts={`${namespace} · ${kindWords[service.kind]}`}
      actions={
        <>
          <Button acts onClick={() => onPanel('edit')}>
            Edit
          </Button>
          <Button acts onClick={() => onPanel('delete')}>
            Delete
          </Button>
        </>
      }
    >
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          {(detail?.troubles ?? []).map((trouble) => (
            <Notice key={trouble} tone="degraded">
              {trouble}
            </Notice>
          ))}
          <EndpointsPanel detail={detail} wanted={wanted} />
          <EventsPanel {...happened} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <AddressPanel service={service} detail={detail} />
          <ServiceFacts service={service} />
        </div>
      </div>
      <Suspense fallback={null}>
        {panel === 'delete' && <DeleteDialog service={service} onClose={close} />}
        {panel === 'edit' && <SaveDialog service={service} onClose={close} />}
      </Suspense>
    </Page>
  );
}
