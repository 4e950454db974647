import type { Probe, ProbeAnswer } from '@gantry/model';
import { formatClock, formatDuration } from '../../shared/format/time.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { Fact, WideFact } from '../../shared/ui/facts.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { answerState, answersWords, questionOf, troubleNow } from './probe-words.ts';
import type { HeardProbe } from './use-probes.ts';

/** What a container is asked, and what it answered last. */
export function ProbeFact({
  name,
  probe,
  heard: { probed, trouble },
}: {
  name: string;
  probe: Probe | null;
  heard: HeardProbe;
}) {
  if (probe === null) return null;
  const { handler, periodSeconds, timeoutSeconds, failureThreshold } = probe;
  const answers = probed?.answers ?? [];
  return (
    <>
      <Fact name={name}>
        {questionOf(handler)}
        <span className="text-ink-3">
          {' '}
          every {periodSeconds} s, {timeoutSeconds} s to answer, {failureThreshold} failures in a row
        </span>
        {trouble !== null && <p className="text-dense text-ink-3">{trouble}</p>}
        {answers.length === 0 && trouble === null && (
          <p className="text-dense text-ink-3">no answer is known yet</p>
        )}
      </Fact>
      {answers.length > 0 && (
        <WideFact>
          <Answers name={name} answers={answers} />
        </WideFact>
      )}
    </>
  );
}

function Answers({ name, answers }: { name: string; answers: readonly ProbeAnswer[] }) {
  const words = answersWords(answers);
  const failure = troubleNow(answers);
  const last = answers.at(-1);
  return (
    <>
      <details className="group">
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-2.5 py-1">
          <Ticks label={`${name}: ${words}`} answers={answers} />
          {last && (
            <span className="text-dense text-ink-3">
              <Ago atMs={last.atMs} suffix />
            </span>
          )}
          <span className="text-dense text-accent group-open:hidden">Each answer</span>
          <span className="hidden text-dense text-accent group-open:inline">Fewer</span>
        </summary>
        <AnswerTable name={name} answers={answers} />
      </details>
      {failure !== null && (
        <p data-tone={answerState(failure).tone} className="text-dense wrap-anywhere text-tone-ink">
          {failure.message}
        </p>
      )}
    </>
  );
}

/** Oldest left. What failed is taller as well as coloured. */
function Ticks({ label, answers }: { label: string; answers: readonly ProbeAnswer[] }) {
  return (
    <span role="img" aria-label={label} className="inline-flex h-4 items-end gap-0.5">
      {answers.map((answer) => {
        const { tone, word } = answerState(answer);
        return (
          <span
            key={answer.atMs}
            data-tone={tone}
            data-cell
            title={[formatClock(answer.atMs), word, answer.message].filter(Boolean).join(' · ')}
            className={classNames('w-1 rounded-[1px] bg-tone', tone === 'failed' ? 'h-4' : 'h-2.5')}
          />
        );
      })}
    </span>
  );
}

/** The ticks' twin, newest first. */
function AnswerTable({ name, answers }: { name: string; answers: readonly ProbeAnswer[] }) {
  return (
    <table aria-label={`${name}, answers`} className="mb-1 w-full text-dense">
      <thead className="sr-only">
        <tr>
          <th scope="col">Asked at</th>
          <th scope="col">Answer</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        {answers.toReversed().map((answer) => {
          const { tone, word } = answerState(answer);
          return (
            <tr key={answer.atMs} className="align-top">
              <td className="w-px pr-3 font-mono whitespace-nowrap text-ink-3">{formatClock(answer.atMs)}</td>
              <td data-tone={tone} className="pr-3 wrap-anywhere">
                <span className="inline-flex items-center gap-1.5 text-tone-ink">
                  <StateGlyph tone={tone} size={9} />
                  {word}
                </span>
                {answer.message !== '' && <span className="block text-ink-2">{answer.message}</span>}
              </td>
              <td className="w-px text-right whitespace-nowrap text-ink-3">
                {formatDuration(answer.tookMs)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
