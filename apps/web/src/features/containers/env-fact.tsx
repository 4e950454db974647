import type { Container } from '@gantry/model';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Fact } from '../../shared/ui/facts.tsx';
import { envSourceWords, valueSource } from './env-words.ts';

/** The program's variables: where they come from, and a value that was written down only when it is asked for. */
export function EnvFact({ container: { env, envFrom = [] } }: { container: Container }) {
  if (env.length + envFrom.length === 0) return null;
  return (
    <Fact name="Environment">
      <ul className="font-mono text-dense">
        {envFrom.map((source) => (
          <li key={`${source.type} ${source.name} ${source.prefix}`} className="wrap-anywhere text-ink-2">
            {envSourceWords(source)}
          </li>
        ))}
        {env.map(({ name, value }) => (
          <li key={name} className="wrap-anywhere">
            {name}=
            {value.type === 'literal' ? (
              <Hidden name={name} value={value.value} />
            ) : (
              <span className="text-ink-2">{valueSource(value)}</span>
            )}
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** What somebody wrote into the template may be a password: who looks over a shoulder does not read it. */
function Hidden({ name, value }: { name: string; value: string }) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  if (value === '') return null;
  return (
    <>
      <span className="text-ink-2">{shown ? value : <span aria-hidden="true">••••••</span>}</span>
      <Button
        icon
        variant="quiet"
        className="-my-1 ml-1 align-middle"
        aria-label={`${shown ? 'Hide' : 'Show'} the value of ${name}`}
        onClick={() => setShown(!shown)}
      >
        <Icon size={14} />
      </Button>
    </>
  );
}
