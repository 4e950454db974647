import { useNavigate } from '@tanstack/react-router';
import { isTyping } from '../../shared/is-typing.ts';
import { useKeydown } from '../../shared/use-keydown.ts';

/** With a revision chosen: `B` compares it with what runs, `N` begins a new one from it, `F` pins it. */
export function useRevisionKeys(params: { namespace: string; name: string }, target: number | null): void {
  const navigate = useNavigate();
  const base = '/deployments/$namespace/$name';
  const acts: Record<string, (number: number) => void> = {
    b: (a) => void navigate({ to: `${base}/compare`, params, search: { a } }),
    n: (from) => void navigate({ to: `${base}/config`, params, search: { from } }),
    f: (number) =>
      void navigate({
        to: `${base}/revisions/$revision`,
        params: { ...params, revision: String(number) },
        search: { pin: true },
      }),
  };
  useKeydown((event) => {
    const act = acts[event.key];
    if (act === undefined || target === null || event.shiftKey || isTyping(event)) return;
    event.preventDefault();
    act(target);
  });
}
