import type { DeploymentRecord, Template } from '@gantry/model';
import { useRows } from '../../live/hooks.ts';
import { useDeploymentCourse, useDeploymentUsage } from '../../live/usage.ts';
import { formatLimits, formatRequests } from '../../shared/format/quantity.ts';
import { ServiceLink } from '../../shared/links.tsx';
import { roleName } from '../../shared/role-name.ts';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { UsageFacts } from '../../shared/usage/usage-facts.tsx';
import { useCurrentDeployment } from './context.ts';
import { addressesOf, servicesOf } from './reached-by.ts';

/** What the deployment is, beside how it does. */
export function FactsPanel() {
  const { deployment, template } = useCurrentDeployment();
  const all = useRows('services');
  const services = servicesOf(all, { ...deployment, labels: template?.labels ?? {} });
  return (
    <Panel title="What runs" aside={template?.runtime}>
      <div className="flex flex-col gap-4">
        {template && <InitFacts template={template} />}
        {template?.containers.map((container) => (
          <Facts key={container.name}>
            <Fact name="Container">{container.name}</Fact>
            {container.image !== '' && (
              <Fact name={template.runtime === 'process' ? 'Artifact' : 'Image'}>
                <span className="font-mono text-dense wrap-anywhere">{container.image}</span>
              </Fact>
            )}
            {container.command.length + container.args.length > 0 && (
              <Fact name="Command">
                <span className="font-mono text-dense wrap-anywhere">
                  {[...container.command, ...container.args].join(' ')}
                </span>
              </Fact>
            )}
            <Fact name="Requests">{formatRequests(container.requests)}</Fact>
            <Fact name="Limits">{formatLimits(container.limits)}</Fact>
            {container.ports.length > 0 && (
              <Fact name="Ports">
                {container.ports.map((port) => port.name ?? port.containerPort).join(', ')}
              </Fact>
            )}
            <Fact name="Probes">{probeSentence(container)}</Fact>
          </Facts>
        ))}
        <Facts>
          <Used deployment={deployment} />
          {services.map((service) => (
            <Fact key={service.id} name="Reached by">
              <ServiceLink namespace={service.namespace} name={service.name} />
              {addressesOf(service).map((address) => (
                <span key={address} className="block font-mono text-dense wrap-anywhere text-ink-2">
                  {address}
                </span>
              ))}
            </Fact>
          ))}
          <Fact name="Namespace">{deployment.namespace}</Fact>
          <Fact name="Role">{roleName(deployment.spec.role)}</Fact>
          <Fact name="Created">
            <Ago atMs={deployment.createdAtMs} suffix />
          </Fact>
          <Fact name="Changed">
            <Ago atMs={deployment.updatedAtMs} suffix />
          </Fact>
        </Facts>
      </div>
    </Panel>
  );
}

/** By all its containers together. */
function Used({ deployment: { id, spec } }: { deployment: DeploymentRecord }) {
  const [source, usage] = [useDeploymentCourse(id), useDeploymentUsage(id)];
  return <UsageFacts source={source} usage={usage} runs={spec.replicas > 0} />;
}

/** What runs before the program, in order. */
function InitFacts({ template }: { template: Template }) {
  return template.initContainers?.map(({ name, image, command, args }) => (
    <Facts key={name}>
      <Fact name="Init container">{name}</Fact>
      {image !== '' && (
        <Fact name={template.runtime === 'process' ? 'Artifact' : 'Image'}>
          <span className="font-mono text-dense wrap-anywhere">{image}</span>
        </Fact>
      )}
      {command.length + args.length > 0 && (
        <Fact name="Command">
          <span className="font-mono text-dense wrap-anywhere">{[...command, ...args].join(' ')}</span>
        </Fact>
      )}
    </Facts>
  ));
}

function probeSentence(container: {
  startupProbe: unknown;
  livenessProbe: unknown;
  readinessProbe: unknown;
}): string {
  const there = [
    container.startupProbe && 'startup',
    container.livenessProbe && 'liveness',
    container.readinessProbe && 'readiness',
  ].filter(Boolean);
  return there.length > 0 ? there.join(', ') : 'none: ready as soon as it runs';
}
