import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useOffline } from '../../live/hooks.ts';
import type { Tone } from '../../shared/tone.ts';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { answerKey, deployExample, madeUpPassword, type Step, type StepState, stepsOf } from './steps.ts';
import type { GalleryEntry } from './use-gallery.ts';

type Answers = Readonly<Record<string, string>>;

/** Asks for what only a person can say, then makes everything and tells how it goes. */
export function DeployPanel({ entry }: { entry: GalleryEntry }) {
  const [answers, setAnswers] = useState<Answers>(() => madeUpAnswers(entry));
  const [steps, setSteps] = useState<readonly Step[]>(() => stepsOf(entry));
  const [state, setState] = useState<'ready' | 'running' | 'done'>('ready');
  const offline = useOffline();
  const deploy = async () => {
    setState('running');
    setSteps(stepsOf(entry));
    const tell = (at: number, step: Step) =>
      setSteps((old) => old.map((one, index) => (index === at ? step : one)));
    const isThere = await deployExample(entry, answers, tell);
    // The cluster has them sealed; this page needs them no more.
    if (isThere) setAnswers({});
    setState(isThere ? 'done' : 'ready');
  };
  const isAnswered = entry.asks.every(({ secret, key }) => (answers[answerKey(secret, key)] ?? '') !== '');
  return (
    <Panel title="Deploy it">
      {state !== 'done' && entry.asks.length > 0 && (
        <Questions entry={entry} answers={answers} onAnswers={setAnswers} />
      )}
      <ol className="mb-3 flex flex-col gap-1.5" aria-live="polite">
        {steps.map((step) => (
          <StepLine key={`${step.kind}/${step.name}`} step={step} />
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        {state === 'done' ? (
          <Results entry={entry} />
        ) : (
          <Button
            acts
            variant="primary"
            disabled={offline || !isAnswered}
            pending={state === 'running'}
            onClick={() => void deploy()}
          >
            Deploy {entry.title}
          </Button>
        )}
      </div>
    </Panel>
  );
}

interface QuestionsProps {
  entry: GalleryEntry;
  answers: Answers;
  onAnswers: (answers: Answers) => void;
}

function Questions({ entry, answers, onAnswers }: QuestionsProps) {
  return (
    <div className="mb-3 flex flex-col gap-3">
      {entry.asks.map(({ secret, key, label, help }) => (
        <Field key={answerKey(secret, key)} label={label} help={help}>
          {(control) => (
            <TextInput
              {...control}
              mono
              type="password"
              autoComplete="new-password"
              value={answers[answerKey(secret, key)] ?? ''}
              onChange={(event) => onAnswers({ ...answers, [answerKey(secret, key)]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

const madeUpAnswers = ({ asks }: GalleryEntry) =>
  Object.fromEntries(asks.map(({ secret, key }) => [answerKey(secret, key), madeUpPassword()]));

const states: Record<StepState, { tone: Tone; word: string }> = {
  waiting: { tone: 'stopped', word: '' },
  running: { tone: 'progress', word: 'being made' },
  made: { tone: 'running', word: 'made' },
  there: { tone: 'stopped', word: 'there already, left as it is' },
  refused: { tone: 'failed', word: 'refused' },
};

function StepLine({ step: { kind, name, state, message } }: { step: Step }) {
  const { tone, word } = states[state];
  return (
    <li data-tone={tone} className="flex min-w-0 items-start gap-2">
      <StateGlyph tone={tone} className="mt-1" />
      <span className="min-w-0">
        <span className="wrap-anywhere">
          {name} <span className="text-ink-3">{kind}</span>
        </span>
        {word !== '' && <span className="text-dense text-ink-3"> · {word}</span>}
        {message !== '' && <span className="block text-dense text-tone-ink">{message}</span>}
      </span>
    </li>
  );
}

const routes = { deployment: '/deployments/$namespace/$name', job: '/jobs/$namespace/$name' } as const;

/** Where what was made can be looked at. */
function Results({ entry: { objects } }: { entry: GalleryEntry }) {
  return objects.map(({ kind, name }) =>
    kind === 'deployment' || kind === 'job' ? (
      <Link
        key={`${kind}/${name}`}
        to={routes[kind]}
        params={{ namespace: 'default', name }}
        className={buttonClass('primary')}
      >
        Open {name}
      </Link>
    ) : null,
  );
}
