import {
  Activity,
  Box,
  Boxes,
  Grid3x3,
  HandCoins,
  House,
  ListChecks,
  type LucideIcon,
  Scale,
  ScrollText,
  Server,
  Settings,
  SlidersHorizontal,
  Waypoints,
  Workflow,
} from 'lucide-react';

export interface Place {
  label: string;
  to: string;
  icon: LucideIcon;
  /** Second key after `g`. */
  key: string;
  /** One of the five in the bar of a phone. */
  primary: boolean;
  /** A screen with an address of its own that stands under this place. */
  owns?: string;
}

/** Whether an address is that of a place or of what stands under it. */
export function isInPlace({ to, owns }: Pick<Place, 'to' | 'owns'>, path: string): boolean {
  const isUnder = (top: string) => path === top || path.startsWith(`${top}/`);
  return to === '/' ? path === '/' : isUnder(to) || (owns !== undefined && isUnder(owns));
}

export const places: readonly Place[] = [
  { label: 'Overview', to: '/', icon: House, key: 'o', primary: true },
  { label: 'Map', to: '/map', icon: Grid3x3, key: 'm', primary: false },
  { label: 'Deployments', to: '/deployments', icon: Boxes, key: 'w', primary: true },
  { label: 'Jobs', to: '/jobs', icon: ListChecks, key: 'j', primary: false },
  { label: 'Containers', to: '/containers', icon: Box, key: 'c', primary: true },
  { label: 'Services', to: '/services', icon: Waypoints, key: 'v', primary: false },
  { label: 'Nodes', to: '/nodes', icon: Server, key: 'n', primary: true },
  { label: 'Configuration', to: '/configuration', icon: SlidersHorizontal, key: 'i', primary: false },
  { label: 'Offers', to: '/offers', icon: HandCoins, key: 'f', primary: false },
  { label: 'Frameworks', to: '/frameworks', icon: Workflow, key: 'k', primary: false },
  { label: 'Roles', to: '/roles', icon: Scale, key: 'r', primary: false },
  { label: 'Activity', to: '/activity', icon: Activity, key: 'a', primary: false, owns: '/changes' },
  { label: 'Audit', to: '/audit', icon: ScrollText, key: 'u', primary: false },
  { label: 'Settings', to: '/settings', icon: Settings, key: 's', primary: false },
];
