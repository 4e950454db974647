import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useMemo, useState } from 'react';
import { api } from '../../live/cluster.ts';
import { useMayAct, useReady, useRows, useScope } from '../../live/hooks.ts';
import type { Subject } from '../../shared/subject.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { presentNow } from '../../shared/ui/time.tsx';
import { closeDialog, useShellDialogs } from './dialogs.ts';
import { paletteEntries } from './palette-entries.ts';
import type { PaletteEntry, PaletteIndex } from './palette-index.ts';
import { timeEntries } from './palette-time.ts';
import { keepRecent, recentEntries } from './recent-entries.ts';
import { subjectOfScreen } from './screen-subject.ts';

/** Search, jump and act from one line. Ranking is ours; the library does the keys and the roles. */
export default function Palette() {
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const index = usePaletteIndex(typed);
  const entries = useMemo(
    () =>
      typed.trimStart().startsWith(':')
        ? timeEntries(typed, { ...index, nowMs: presentNow() })
        : [...(typed === '' ? recentEntries() : []), ...paletteEntries(typed, index)],
    [typed, index],
  );
  const groups = useMemo(() => Map.groupBy(entries, (entry) => entry.group), [entries]);
  const open = (entry: PaletteEntry) => {
    closeDialog();
    if (entry.opens !== undefined) {
      useShellDialogs.setState({ open: entry.opens });
      return;
    }
    if (entry.to === '.') {
      void navigate({ to: '.', search: (old: object) => ({ ...old, ...entry.search }) });
      return;
    }
    keepRecent(entry);
    void navigate({ to: entry.to, params: entry.params ?? {}, search: entry.search ?? {} });
  };
  return (
    <Dialog.Root open onOpenChange={(next) => !next && closeDialog()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="arrive fixed inset-x-2 top-2 z-50 overflow-hidden rounded-dialog border border-line bg-panel shadow-high md:inset-x-auto md:top-[12vh] md:left-1/2 md:w-full md:max-w-xl md:-translate-x-1/2"
        >
          <Dialog.Title className="sr-only">Search, jump and act</Dialog.Title>
          <Command shouldFilter={false} loop label="Search, jump and act">
            <Command.Input
              autoFocus
              value={typed}
              onValueChange={setTyped}
              placeholder="Name or id, > act, @ node, # revision, : time"
              className="h-12 w-full border-b border-line bg-transparent px-4 text-emphasis text-ellipsis outline-none"
            />
            <Command.List className="max-h-[60vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-ink-3">
                Nothing here is called “{typed}”.
              </Command.Empty>
              {[...groups].map(([group, members]) => (
                <Command.Group
                  key={group}
                  heading={group}
                  className="[&>[cmdk-group-heading]]:px-2.5 [&>[cmdk-group-heading]]:pt-2 [&>[cmdk-group-heading]]:pb-1 [&>[cmdk-group-heading]]:text-label [&>[cmdk-group-heading]]:text-ink-3"
                >
                  {members.map((entry) => (
                    <Command.Item
                      key={entry.id}
                      value={`${group} ${entry.id}`}
                      onSelect={() => open(entry)}
                      className="flex h-8 cursor-pointer items-center gap-3 rounded-control px-2.5 -outline-offset-1 outline-line-strong data-[selected=true]:bg-pressed data-[selected=true]:outline-1 pointer-coarse:h-11"
                    >
                      <span className="min-w-2/5 flex-1 truncate">{entry.label}</span>
                      <span
                        className={classNames(
                          'truncate text-dense text-ink-3',
                          entry.hasKey && 'pointer-coarse:hidden',
                        )}
                      >
                        {entry.detail}
                      </span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const fewestLetters = 2;

/** What this browser knows; on a large cluster the containers that match are the server's to find. */
function usePaletteIndex(typed: string): PaletteIndex {
  const known = useRows('tasks');
  const knowsAll = useReady('tasks');
  const text = typed.trim().split(/\s+/).at(-1) ?? '';
  const { data } = useQuery({
    queryKey: ['find-tasks', text],
    queryFn: () => api.tasks.list.query({ text, limit: 8 }),
    enabled: !knowsAll && text.length >= fewestLetters,
    placeholderData: (last) => last,
    staleTime: 5_000,
  });
  const tasks = knowsAll ? known : (data?.items ?? known);
  const deployments = useRows('deployments');
  const jobs = useRows('jobs');
  const open = useOpenSubject();
  const nodes = useRows('nodes');
  const revisions = useRows('revisions');
  const frameworks = useRows('frameworks');
  const offers = useRows('offers');
  const others = useOtherRows();
  const imagesOf = useImages();
  const mayAct = useMayAct();
  return useMemo(
    () => ({
      ...{ deployments, jobs, nodes, tasks, revisions, frameworks, offers, ...others },
      ...{ open, imagesOf, mayAct },
    }),
    [deployments, jobs, nodes, tasks, revisions, frameworks, offers, others, open, imagesOf, mayAct],
  );
}

/** What is found by its name alone; configuration is asked for while the palette is open. */
function useOtherRows() {
  useScope('configuration');
  const services = useRows('services');
  const roles = useRows('roles');
  const configs = useRows('configs');
  const secrets = useRows('secrets');
  const volumes = useRows('volumes');
  return useMemo(
    () => ({ services, roles, configs, secrets, volumes }),
    [services, roles, configs, secrets, volumes],
  );
}

function useImages() {
  const templates = useRows('templates');
  return useMemo(() => {
    const byHash = new Map<string, readonly { image: string }[]>();
    for (const { hash, template } of templates) byHash.set(hash, template.containers);
    return (hash: string) => (byHash.get(hash) ?? []).flatMap(({ image }) => (image === '' ? [] : [image]));
  }, [templates]);
}

/** What the screen is about over which the palette was opened. */
function useOpenSubject(): Subject | null {
  const router = useRouter();
  return useState(() => subjectOfScreen(router))[0];
}
