import { guardDemandOf, type Loss } from '@gantry/model/guard';
import { type ReactNode, useState } from 'react';
import { useRows } from '../../live/hooks.ts';
import { Field, TextInput } from './field.tsx';
import { Notice } from './notice.tsx';

export interface Guard {
  /** What has to be typed before the act can be confirmed; null where nothing of it is in a guarded namespace. */
  field: ReactNode;
  isPassed: boolean;
  /** What goes along with the act. */
  typed: string | null;
}

/** Where a namespace is guarded, what is taken away in it has to be named. `losses`: what the act takes away; none, and nothing is asked. */
export function useGuard(losses: readonly Loss[]): Guard {
  const [typed, setTyped] = useState('');
  const namespaces = useRows('namespaces');
  const demand = guardDemandOf(losses, (name) => namespaces.find((one) => one.name === name));
  if (demand === null) return { field: null, isPassed: true, typed: null };
  const { wanted, guarded } = demand;
  if (wanted === null) return { field: apart, isPassed: false, typed: null };
  const field = (
    <Field
      label={`Type ${wanted} to go on`}
      help={`${guarded[0].namespace} is guarded: nothing in it is taken away by a slip of the hand.`}
      className="mt-4"
    >
      {(control) => (
        <TextInput
          {...control}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </Field>
  );
  return { field, isPassed: typed === wanted, typed };
}

const apart = (
  <Notice tone="pending" title="They are in several guarded namespaces" className="mt-4">
    What is in one is taken away at a time: choose those of one namespace.
  </Notice>
);
