import { useParams } from '@tanstack/react-router';
import { ExampleScreen } from '../../features/gallery/example-screen.tsx';

export default function ExamplePage() {
  const { id } = useParams({ from: '/examples/$id' });
  return <ExampleScreen id={id} />;
}
