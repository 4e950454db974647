import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { LogChoice } from '../../../features/logs/log-choice.ts';
import { LogView } from '../../../features/logs/log-view.tsx';
import { useRows, useScope } from '../../../live/hooks.ts';
import { type DockContent, type DockTab, keepSession, useDock } from '../../../shared/dock.ts';
import { EventList } from '../../../shared/event-list.tsx';
import { lazyPart } from '../../../shared/missing-part.ts';
import { buttonClass } from '../../../shared/ui/button.tsx';

const TerminalView = lazyPart(() => import('../../../features/terminal/terminal-view.tsx'));

/** What a tab of the dock holds. */
export default function DockPane({ tab: { id, content } }: { tab: DockTab }) {
  switch (content.kind) {
    case 'logs':
      return <LogsPane content={content} />;
    case 'terminal':
      return (
        <TerminalView
          task={content.task}
          container={content.container}
          session={content.session}
          onSession={(session) => keepSession(id, session)}
          onLeave={leaveDock}
        />
      );
    case 'events':
      return <EventsPane />;
  }
}

function leaveDock(): void {
  useDock.setState({ open: false });
  document.getElementById('screen')?.focus();
}

function LogsPane({ content }: { content: Extract<DockContent, { kind: 'logs' }> }) {
  const [choice, setChoice] = useState<LogChoice>({});
  const page =
    'task' in content ? (
      <Link to="/containers/$id" params={{ id: content.task }} className={buttonClass()}>
        As a page
      </Link>
    ) : (
      <Link
        to="/deployments/$namespace/$name/logs"
        params={{ namespace: content.namespace, name: content.deployment }}
        className={buttonClass()}
      >
        As a page
      </Link>
    );
  return (
    <div className="flex h-full flex-col p-2">
      <LogView
        source={
          'task' in content
            ? { task: content.task }
            : { namespace: content.namespace, deployment: content.deployment }
        }
        choice={choice}
        onChoice={(change) => setChoice((old) => ({ ...old, ...change }))}
        controls={page}
        fill
      />
    </div>
  );
}

function EventsPane() {
  useScope('events');
  const events = useRows('events');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="h-full overflow-y-auto" tabIndex={0} aria-label="Events">
      <EventList events={events} />
    </section>
  );
}
