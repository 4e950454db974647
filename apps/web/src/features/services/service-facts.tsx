import type { ServiceRecord } from '@gantry/model';
import { DeploymentLink, SecretLink } from '../../shared/links.tsx';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { OutsideLink } from '../../shared/ui/outside-link.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { kindWords, portWords, targetWords } from './service-words.ts';
import type { ServiceDetail } from './use-service.ts';

/** Where it is reached, from inside and from outside. */
export function AddressPanel({
  service,
  detail,
}: {
  service: ServiceRecord;
  detail: ServiceDetail | undefined;
}) {
  const outer = detail?.outer ?? [];
  return (
    <Panel title="Where it answers">
      <Facts>
        <Fact name="Name">
          <Copyable text={`${service.name}.${service.namespace}.svc.gantry.local`} />
        </Fact>
        <Fact name="Address">
          <Copyable text={service.clusterAddress} />
        </Fact>
        {service.ports.map((port) => (
          <Fact key={port.port} name={port.name ?? 'Port'}>
            {portWords(port)} <span className="text-ink-3">{port.traffic.toUpperCase()}</span>
          </Fact>
        ))}
        {service.ingress.map(({ host, pathPrefix, tlsSecret }) => (
          <Fact key={`${host}${pathPrefix}`} name="Rule">
            <span className="font-mono text-dense wrap-anywhere">
              {host ?? '*'}
              {pathPrefix}
            </span>{' '}
            {tlsSecret !== null && (
              <span className="text-ink-3">
                TLS with <SecretLink namespace={service.namespace} name={tlsSecret} />
              </span>
            )}
          </Fact>
        ))}
        {outer.length > 0 && (
          <Fact name="From outside">
            {[...new Set(outer.flatMap((one) => urlsOf(one, service)))].map((url) => (
              <OutsideLink key={url} url={url} />
            ))}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** Over TLS a host is asked for by its name, which has to lead to a node. */
function urlsOf(
  { scheme, address, port }: ServiceDetail['outer'][number],
  { ingress }: ServiceRecord,
): string[] {
  const hosts = ingress.flatMap(({ host, tlsSecret }) => (tlsSecret === null ? [] : [host]));
  if (scheme === 'http') return [`http://${address}:${port}/`];
  return hosts.filter((host) => !host?.startsWith('*.')).map((host) => `https://${host ?? address}:${port}/`);
}

export function ServiceFacts({ service }: { service: ServiceRecord }) {
  const { namespace, deployment, affinitySeconds, drainSeconds } = service;
  return (
    <Panel title="Facts">
      <Facts>
        <Fact name="Containers of">
          {deployment === null ? (
            targetWords(service) || 'nobody'
          ) : (
            <DeploymentLink namespace={namespace} name={deployment} />
          )}
        </Fact>
        <Fact name="Reached">{kindWords[service.kind]}</Fact>
        <Fact name="Draining">up to {drainSeconds} s for what is under way</Fact>
        <Fact name="Affinity">
          {affinitySeconds === null ? 'none' : `a client stays with its container for ${affinitySeconds} s`}
        </Fact>
        <Fact name="Created">
          <Ago atMs={service.createdAtMs} suffix />
        </Fact>
      </Facts>
    </Panel>
  );
}
