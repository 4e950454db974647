import { QueryClient } from '@tanstack/react-query';
import { refusalOf } from '../live/changes.ts';

/** A refusal is an answer: asking again would be refused again. Only silence is worth another try. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && refusalOf(error).code === 'unavailable',
    },
  },
});
