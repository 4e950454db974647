import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Plan } from '../../live/plans.ts';
import { formatPlural } from '../format/quantity.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { waitsOf } from './plan-summary.ts';

const word = 'force';

/** A plan that leaves containers without a node is confirmed by a word, as nobody does that in passing. */
export function useForce(plan: Plan | undefined): { field: ReactNode; isPassed: boolean } {
  const [typed, setTyped] = useState('');
  const waits = plan === undefined ? 0 : waitsOf(plan);
  if (waits === 0) return { field: null, isPassed: true };
  const help = (
    <>
      {formatPlural(waits, 'container')} would wait for a node.{' '}
      <Link to="/nodes" className="text-accent hover:underline">
        Why: what the nodes have left
      </Link>
    </>
  );
  const field = (
    <Field label={`Type ${word} to do it all the same`} help={help}>
      {(control) => (
        <TextInput {...control} value={typed} onChange={(event) => setTyped(event.target.value)} />
      )}
    </Field>
  );
  return { field, isPassed: typed.trim() === word };
}
