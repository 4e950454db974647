import { isGuarded } from '@gantry/model/guard';
import { type ReactNode, useState } from 'react';
import { useRow } from '../../live/hooks.ts';
import { Field, TextInput } from './field.tsx';

export interface Guard {
  /** To be typed before the act can be confirmed; null where the namespace is not guarded. */
  field: ReactNode;
  isPassed: boolean;
  /** What goes along with the act. */
  typed: string | null;
}

/** Where a namespace is guarded, what is taken away in it has to be named: `name` is what has to be typed. */
export function useGuard(namespace: string, name: string): Guard {
  const [typed, setTyped] = useState('');
  const guarded = isGuarded(useRow('namespaces', namespace));
  if (!guarded) return { field: null, isPassed: true, typed: null };
  const field = (
    <Field
      label={`Type ${name} to go on`}
      help={`${namespace} is guarded: nothing in it is taken away by a slip of the hand.`}
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
  return { field, isPassed: typed === name, typed };
}
