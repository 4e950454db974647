import { useQuery } from '@tanstack/react-query';
import { api } from '../../live/cluster.ts';

export type GalleryEntry = Awaited<ReturnType<typeof api.examples.gallery.query>>['items'][number];
export type GalleryObject = GalleryEntry['objects'][number];

/** The examples never change while the control plane runs. */
export function useGallery() {
  return useQuery({
    queryKey: ['gallery'],
    queryFn: () => api.examples.gallery.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
