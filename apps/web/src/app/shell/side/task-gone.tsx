import { useQuery } from '@tanstack/react-query';
import { refusalOf } from '../../../live/changes.ts';
import { api } from '../../../live/cluster.ts';
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx';
import { UnansweredNotice } from '../../../shared/unanswered-notice.tsx';
import { Gone } from './peek-parts.tsx';

/** Of a container that is not here: either it has not arrived yet, or it is gone. The server knows. */
export function TaskGone({ id }: { id: string }) {
  const { error, refetch } = useQuery({
    queryKey: ['task', id],
    queryFn: () => api.tasks.get.query({ task: id }),
  });
  if (error !== null && refusalOf(error).code === 'unavailable')
    return (
      <div className="pr-8">
        <UnansweredNotice title="This container could not be asked for" onRetry={() => void refetch()} />
      </div>
    );
  if (error !== null) return <Gone what={`container ${id}`} />;
  return (
    <div className="pr-8">
      <SkeletonRows rows={4} />
    </div>
  );
}
