import { useSpoken } from '../../shared/announcer.ts';

/** The one region from which changes are said aloud. */
export function Spoken() {
  const text = useSpoken((spoken) => spoken.text);
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
