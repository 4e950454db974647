import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { JobScreen } from '../../features/jobs/job-screen.tsx';

const route = '/jobs/$namespace/$name';

export default function JobPage() {
  const { namespace, name } = useParams({ from: route });
  const { panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <JobScreen
      key={`${namespace}/${name}`}
      namespace={namespace}
      name={name}
      panel={panel}
      onPanel={(next) => void navigate({ search: (old) => ({ ...old, panel: next }), replace: true })}
    />
  );
}
