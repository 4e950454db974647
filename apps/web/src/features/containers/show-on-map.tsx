import { Link } from '@tanstack/react-router';
import { type Lit, litText } from '../../shared/lit.ts';

/** Opens the map with the nodes of one reason lit. */
export function ShowOnMap(lit: Lit) {
  return (
    <Link
      to="/map"
      search={{ lit: litText(lit) }}
      className="rounded-control text-dense text-accent underline-offset-2 hover:underline"
    >
      Show on the map
    </Link>
  );
}
