import { GalleryScreen } from '../../features/gallery/gallery-screen.tsx';

export default function ExamplesPage() {
  return <GalleryScreen />;
}
