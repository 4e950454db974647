import type { Why } from '@gantry/client';
import type { Resources } from '@gantry/model';
import { NodeLink } from '../../shared/links.tsx';
import { nearestCode } from '../../shared/lit.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { Meter } from '../../shared/ui/meter.tsx';
import { ShowOnMap } from './show-on-map.tsx';
import { fitRows } from './why-rows.ts';

/** The node that lacks nothing but room, and least of it: what is free there against what is wanted. */
export function NearestFit({
  nearest,
  wants,
  taskId,
}: {
  nearest: NonNullable<Why['nearest']>;
  wants: Resources;
  taskId: string;
}) {
  return (
    <section aria-label="Nearest fit">
      <h3 className="mb-1.5 flex flex-wrap items-baseline gap-x-2 font-medium">
        <span>
          Nearest fit: <NodeLink name={nearest.node} />
        </span>
        <ShowOnMap taskId={taskId} code={nearestCode} />
      </h3>
      <ul className="flex flex-col gap-1.5">
        {fitRows({ free: nearest.free, wants }).map(({ label, free, wants: wanted, ratio, isShort }) => (
          <li
            key={label}
            data-tone={isShort ? 'pending' : 'running'}
            className="grid grid-cols-[4rem_1fr] items-center gap-x-3 text-dense @md:grid-cols-[4rem_9rem_1fr]"
          >
            <span>{label}</span>
            <Meter
              total={1}
              label={`${label}: ${free} free, ${wanted} wanted`}
              parts={[{ amount: ratio, className: 'bg-tone', label: `${free} free` }]}
            />
            <span
              className={classNames(
                '@max-md:col-start-2',
                isShort ? 'font-medium text-tone-ink' : 'text-ink-3',
              )}
            >
              {free} free, {wanted} wanted
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
