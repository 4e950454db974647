import type { Resources } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useRows, useRowsOf, useScope } from '../../live/hooks.ts';
import { useNowBy } from '../../shared/ui/time.tsx';
import { byState, type Colouring, type Held, named } from './colouring.ts';
import type { ColourBy, SizeBy } from './map-colour.ts';

const measuredEveryMs = 5_000;
/** The youngest step of ages is a minute: this often it is seen who has left it. */
const ageStepMs = 5_000;

/** What the colours are told by, live. Only what the chosen colours need is asked for. */
export function useColouring(by: ColourBy, sizeBy: SizeBy): Colouring {
  const apps = useApps(by === 'app');
  const holders = useHolders(by === 'offers');
  const used = useUsed(by === 'used');
  const now = useNowBy(ageStepMs);
  const nowMs = by === 'age' ? now : 0;
  return useMemo(() => {
    if (by === 'state') return byState;
    const names = by === 'app' ? apps.legend : holders.legend;
    return { ...{ by, sizeBy, nowMs, used, names }, apps: apps.hues, held: holders.held };
  }, [by, sizeBy, nowMs, apps, holders, used]);
}

/** The deployments with the most replicas have a colour each. */
function useApps(isWanted: boolean): ReturnType<typeof named> {
  const deployments = useRows('deployments');
  // What it is scaled to, not what runs: colours that change with every container would say nothing.
  const wanted = isWanted
    ? deployments
        .toSorted((a, b) => b.spec.replicas - a.spec.replicas || (a.name < b.name ? -1 : 1))
        .map(({ id, name }) => ({ id: id as string, name }))
    : [];
  const key = JSON.stringify(wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of it
  return useMemo(() => named(wanted), [key]);
}

interface Holders {
  held: Map<string, Held[]>;
  legend: ReturnType<typeof named>['legend'];
}

function useHolders(isWanted: boolean): Holders {
  useScope(isWanted ? 'offers' : null);
  const offers = useRowsOf('offers', 'state', isWanted ? 'outstanding' : null);
  const frameworks = useRows('frameworks');
  return useMemo(() => {
    const names = new Map(frameworks.map(({ id, name }) => [id as string, name]));
    const fromOutside = frameworks.filter(
      ({ kind, completedAtMs }) => kind === 'mesos' && completedAtMs === null,
    );
    const { hues, legend } = named(fromOutside.map(({ id, name }) => ({ id, name })));
    const held = Map.groupBy(
      offers.map((offer): Held & { nodeId: string } => ({
        ...{ offer, nodeId: offer.nodeId, hue: hues.get(offer.frameworkId) ?? 'offered' },
        framework: names.get(offer.frameworkId) ?? offer.frameworkId,
      })),
      ({ nodeId }) => nodeId,
    );
    const others = fromOutside.length > legend.length ? [['offered', 'any other framework'] as const] : [];
    return { held, legend: [...legend, ...others] };
  }, [offers, frameworks]);
}

/** What the nodes' agents measured of late. */
function useUsed(isWanted: boolean): ReadonlyMap<string, Pick<Resources, SizeBy>> {
  const { data } = useQuery({
    queryKey: ['nodes used'],
    queryFn: () => api.nodes.used.query(),
    refetchInterval: measuredEveryMs,
    enabled: isWanted,
  });
  return useMemo(
    () =>
      new Map(data?.items.map(([id, cpuMillis, memoryBytes]) => [id as string, { cpuMillis, memoryBytes }])),
    [data],
  );
}
