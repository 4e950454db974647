import { useNavigate, useSearch } from '@tanstack/react-router';
import { SubmitScreen } from '../../features/jobs/submit-screen.tsx';

export default function NewJobPage() {
  const { example } = useSearch({ from: '/jobs/new' });
  const navigate = useNavigate({ from: '/jobs/new' });
  return (
    <SubmitScreen
      example={example}
      onExample={(id) => void navigate({ search: { example: id }, replace: true })}
    />
  );
}
