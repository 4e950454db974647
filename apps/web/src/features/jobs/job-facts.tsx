import type { JobRecord } from '@gantry/model';
import { formatPlural } from '../../shared/format/quantity.ts';
import { formatDateTime, formatDuration } from '../../shared/format/time.ts';
import { makesRuns } from '../../shared/job-verdict.ts';
import { roleName } from '../../shared/role-name.ts';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago, Elapsed, useNow } from '../../shared/ui/time.tsx';

export function JobFacts({ job }: { job: JobRecord }) {
  const { spec } = job;
  return (
    <Panel title="Facts">
      <Facts>
        {spec.plan.kind === 'cron' && <Schedule job={job} plan={spec.plan} />}
        {!makesRuns(job) && job.startedAtMs !== null && (
          <Fact name={job.finishedAtMs === null ? 'Under way for' : 'Took'}>
            <Elapsed fromMs={job.startedAtMs} toMs={job.finishedAtMs} />
          </Fact>
        )}
        <Fact name="Failures">
          {makesRuns(job)
            ? `${job.failed} of its runs`
            : spec.retries === 0
              ? `${job.failed}, none is tried again`
              : `${job.failed}, ${formatPlural(spec.retries, 'retry', 'retries')} allowed`}
        </Fact>
        {spec.activeDeadlineSeconds !== null && (
          <Fact name="Deadline">{formatDuration(spec.activeDeadlineSeconds * 1000)} after its start</Fact>
        )}
        {spec.keepForSeconds !== null && (
          <Fact name="Kept for">{formatDuration(spec.keepForSeconds * 1000)} after its end</Fact>
        )}
        <Fact name="Role">{roleName(spec.role)}</Fact>
        <Fact name="Submitted">
          <Ago atMs={job.createdAtMs} suffix /> by {job.author}
        </Fact>
        {job.scheduledForAtMs !== null && <Fact name="Made for">{formatDateTime(job.scheduledForAtMs)}</Fact>}
        <Fact name="Id">
          <Copyable text={job.id} />
        </Fact>
        {Object.keys(spec.environment).length > 0 && (
          <Fact name="Variables">
            {Object.entries(spec.environment).map(([key, value]) => (
              <div key={key} className="font-mono text-dense wrap-anywhere">
                {key}={value}
              </div>
            ))}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

type Cron = Extract<JobRecord['spec']['plan'], { kind: 'cron' }>;

const overlaps = {
  allow: 'runs may overlap',
  forbid: 'the next one is skipped',
  replace: 'the next one takes its place',
} as const;

function Schedule({ job, plan }: { job: JobRecord; plan: Cron }) {
  const now = useNow();
  const { nextScheduledAtMs: next, lastScheduledAtMs: last } = job;
  return (
    <>
      <Fact name="Next run">
        {next === null ? (
          'none'
        ) : (
          <>
            {formatDateTime(next)}
            <div className="text-dense text-ink-3">
              in {formatDuration(next - now)} · {inZone(next, plan.timeZone)}
            </div>
          </>
        )}
      </Fact>
      <Fact name="Last moment">{last === null ? 'none yet' : <Ago atMs={last} suffix />}</Fact>
      <Fact name="While one runs">{overlaps[plan.overlap]}</Fact>
      <Fact name="Start deadline">
        {plan.startDeadlineSeconds === null
          ? 'none: the newest missed moment is caught up with'
          : formatDuration(plan.startDeadlineSeconds * 1000)}
      </Fact>
      <Fact name="Kept">
        the last {plan.keepSucceeded} that succeeded, {plan.keepFailed} that failed
      </Fact>
    </>
  );
}

/** `03:30 in Europe/Berlin`. */
function inZone(atMs: number, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${clock.format(atMs)} in ${timeZone}`;
}
