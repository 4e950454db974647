import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const linkClass = 'rounded-control hover:text-accent hover:underline underline-offset-2';

export function DeploymentLink({
  namespace,
  name,
  children,
}: {
  namespace: string;
  name: string;
  children?: ReactNode;
}) {
  return (
    <Link to="/deployments/$namespace/$name" params={{ namespace, name }} className={linkClass}>
      {children ?? name}
    </Link>
  );
}

export function JobLink({ namespace, name }: { namespace: string; name: string }) {
  return (
    <Link to="/jobs/$namespace/$name" params={{ namespace, name }} className={linkClass}>
      {name}
    </Link>
  );
}

export function ContainerLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link to="/containers/$id" params={{ id }} className={linkClass}>
      {children}
    </Link>
  );
}

export function SecretLink({ namespace, name }: { namespace: string; name: string }) {
  return (
    <Link to="/configuration/secrets/$namespace/$name" params={{ namespace, name }} className={linkClass}>
      {name}
    </Link>
  );
}

export function ServiceLink({ namespace, name }: { namespace: string; name: string }) {
  return (
    <Link to="/services/$namespace/$name" params={{ namespace, name }} className={linkClass}>
      {name}
    </Link>
  );
}

export function FrameworkLink({ id, name }: { id: string; name: string }) {
  return (
    <Link to="/frameworks/$id" params={{ id }} className={linkClass}>
      {name}
    </Link>
  );
}

export function NodeLink({
  name,
  isSubject = false,
  children,
}: {
  name: string;
  /** The keys are about the node while the link has the focus. */
  isSubject?: boolean;
  children?: ReactNode;
}) {
  return (
    <Link
      to="/nodes/$node"
      params={{ node: name }}
      data-subject={isSubject ? `node:${name}` : undefined}
      className={linkClass}
    >
      {children ?? name}
    </Link>
  );
}
