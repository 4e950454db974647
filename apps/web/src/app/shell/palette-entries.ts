import type {
  DeploymentRecord,
  FrameworkRecord,
  JobRecord,
  NodeRecord,
  OfferRecord,
  RoleRecord,
  ServiceRecord,
  TaskRecord,
} from '@gantry/model';
import { shortReference } from '../../shared/image-name.ts';
import { places } from '../places.ts';
import { actionsFor, openActions } from './palette-actions.ts';
import {
  deploymentRoute,
  jobRoute,
  mostOfAKind,
  type PaletteEntry,
  type PaletteIndex,
} from './palette-index.ts';
import { best } from './palette-rank.ts';

/**
 * Without words first what can be done to what is open, then where one can go. Else what matches the typed text, best
 * first in each group. `>` asks for actions, `@` for nodes, `#` for revisions. A last word that an action takes
 * (`scale shop 30`, `image shop nginx:1.29`) goes with it.
 */
export function paletteEntries(typed: string, index: PaletteIndex): PaletteEntry[] {
  const prefix = typed.trimStart()[0] ?? '';
  const words = typed
    .replace(/^\s*[>@#]/, '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean);
  const actions = actionsFor(words, index);
  const nodes = best(index.nodes.map(nodeEntry), words, mostOfAKind);
  const revisions = revisionEntries(words, index);
  if (prefix === '>') return actions;
  if (prefix === '@') return nodes;
  if (prefix === '#') return revisions;
  const rarely = words.length === 0 ? [] : rareEntries(words, index);
  // Who types a name wants to see it before doing anything to it.
  const named = [...nodes, ...rarely];
  const begins = words[0] === undefined || actions[0]?.label.toLowerCase().startsWith(words[0]);
  const own = words.length === 0 ? openActions(index) : [];
  const others = own.length === 0 ? actions : actions.slice(own.length);
  return [
    ...own,
    ...best(placeEntries, words, places.length),
    ...best(
      index.deployments.map((one) => deploymentEntry(one, index)),
      words,
      mostOfAKind,
    ),
    ...jobEntries(words, index),
    ...(begins ? [...others, ...named] : [...named, ...others]),
  ];
}

/** What is looked for by its id or name alone. */
function rareEntries(words: readonly string[], index: PaletteIndex): PaletteEntry[] {
  return [
    ...best(index.tasks.map(taskEntry), words, mostOfAKind),
    ...best(index.services.map(serviceEntry), words, mostOfAKind),
    ...best(storedEntries(index), words, mostOfAKind),
    ...best(index.roles.map(roleEntry), words, mostOfAKind),
    ...best(index.frameworks.map(frameworkEntry), words, mostOfAKind),
    ...best(index.offers.map(offerEntry), words, mostOfAKind),
    ...(words.some((word) => /^r\d+$/.test(word)) ? revisionEntries(words, index) : []),
    ...best(helpEntries, words, mostOfAKind),
  ];
}

function revisionEntries(words: readonly string[], { deployments, revisions }: PaletteIndex): PaletteEntry[] {
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  const entries = revisions.toReversed().flatMap((revision): PaletteEntry[] => {
    const deployment = byId.get(revision.deploymentId);
    if (deployment === undefined) return [];
    const { namespace, name } = deployment;
    return [
      {
        id: revision.id,
        group: 'Revisions',
        label: `r${revision.number} of ${name}`,
        detail: revision.cause || revision.author,
        to: `${deploymentRoute}/revisions/$revision`,
        params: { namespace, name, revision: String(revision.number) },
      },
    ];
  });
  return best(entries, words, mostOfAKind);
}

const placeEntries: readonly PaletteEntry[] = places.map(({ label, to, key }) => ({
  id: to,
  group: 'Places',
  label,
  detail: `G ${key.toUpperCase()}`,
  hasKey: true,
  to,
}));

const helpEntries: readonly PaletteEntry[] = [
  {
    ...{ id: 'help-keys', group: 'Help', label: 'Keyboard shortcuts', detail: '?', hasKey: true },
    ...{ to: '.', opens: 'keys' },
  },
  {
    ...{ id: 'help-appearance', group: 'Help', label: 'Appearance', detail: 'Theme, density, motion, keys' },
    to: '/settings',
  },
];

function deploymentEntry(
  { id, namespace, name, revision, templateHash }: DeploymentRecord,
  { imagesOf }: PaletteIndex,
): PaletteEntry {
  const params = { namespace, name };
  const images = imagesOf(templateHash);
  return {
    id,
    group: 'Deployments',
    label: name,
    detail: [namespace, `r${revision}`, ...images.map(shortReference)].join(' · '),
    words: images.join(' '),
    to: deploymentRoute,
    params,
  };
}

/** The newest first; runs of other jobs, of which there may be many, only for words that name them. */
function jobEntries(words: readonly string[], { jobs }: PaletteIndex): PaletteEntry[] {
  const own = jobs.filter(({ parentId }) => parentId === null);
  const runs = words.length === 0 ? [] : jobs.filter(({ parentId }) => parentId !== null);
  return best([...own.toReversed(), ...runs.toReversed()].map(jobEntry), words, mostOfAKind);
}

function jobEntry({ id, namespace, name, spec, state }: JobRecord): PaletteEntry {
  return {
    id,
    group: 'Jobs',
    label: name,
    detail: `${namespace} · ${spec.plan.kind} · ${state}`,
    to: jobRoute,
    params: { namespace, name },
  };
}

function nodeEntry({ id, name, address }: NodeRecord): PaletteEntry {
  return { id, group: 'Nodes', label: name, detail: address, to: '/nodes/$node', params: { node: name } };
}

function taskEntry({ id, name, state }: TaskRecord): PaletteEntry {
  return {
    id,
    group: 'Containers',
    label: name,
    detail: `${id} · ${state}`,
    to: '/containers/$id',
    params: { id },
  };
}

function frameworkEntry({ id, name, kind }: FrameworkRecord): PaletteEntry {
  return {
    id,
    group: 'Frameworks',
    label: name,
    detail: kind,
    to: '/frameworks/$id',
    params: { id },
  };
}

function serviceEntry({ id, namespace, name }: ServiceRecord): PaletteEntry {
  const params = { namespace, name };
  return { id, group: 'Services', label: name, detail: namespace, to: '/services/$namespace/$name', params };
}

function roleEntry({ name }: RoleRecord): PaletteEntry {
  return {
    id: `role-${name}`,
    group: 'Roles',
    label: name,
    detail: 'role',
    to: '/roles',
    search: { q: `name:${name}` },
  };
}

function storedEntries({ configs, secrets, volumes }: PaletteIndex): PaletteEntry[] {
  const entry =
    (kind: 'config' | 'secret' | 'volume') =>
    ({ id, namespace, name }: { id: string; namespace: string; name: string }): PaletteEntry => ({
      id,
      group: 'Configuration',
      label: name,
      detail: `${namespace} · ${kind}`,
      to: `/configuration/${kind}s/$namespace/$name`,
      params: { namespace, name },
    });
  return [...configs.map(entry('config')), ...secrets.map(entry('secret')), ...volumes.map(entry('volume'))];
}

function offerEntry({ id, state }: OfferRecord): PaletteEntry {
  return {
    id,
    group: 'Frameworks',
    label: `Offer ${id}`,
    detail: state,
    // In the panel, which has it also when it has ended.
    to: '/offers',
    search: { peek: `offer:${id}` },
  };
}
