import type {
  ConfigRecord,
  DeploymentRecord,
  FrameworkRecord,
  JobRecord,
  NodeRecord,
  OfferRecord,
  RevisionRecord,
  RoleRecord,
  SecretRecord,
  ServiceRecord,
  TaskRecord,
  VolumeRecord,
} from '@gantry/model';
import type { Within } from '../../live/rights.ts';
import type { Subject } from '../../shared/subject.ts';

/** One line of the palette: where it leads. To `.` it changes what is given of the address and leaves the rest. */
export interface PaletteEntry {
  id: string;
  group:
    | 'Recent'
    | 'Actions'
    | 'Deployments'
    | 'Jobs'
    | 'Containers'
    | 'Nodes'
    | 'Revisions'
    | 'Services'
    | 'Configuration'
    | 'Frameworks'
    | 'Roles'
    | 'Places'
    | 'Help'
    | 'Time';
  label: string;
  detail: string;
  /** What it is found by besides what is shown. */
  words?: string;
  /** Its detail is the key that does the same, of which a phone has none. */
  hasKey?: true;
  to: string;
  params?: Record<string, string>;
  search?: Record<string, string | number | undefined>;
  /** A dialog of the shell that it opens where it is. */
  opens?: 'keys';
}

export const mostOfAKind = 8;
export const deploymentRoute = '/deployments/$namespace/$name';
export const jobRoute = '/jobs/$namespace/$name';

export interface PaletteIndex {
  deployments: readonly DeploymentRecord[];
  jobs: readonly JobRecord[];
  /** What the screen below is about. */
  open: Subject | null;
  /** Whether something can be done now, by this person, in these namespaces; null: to what belongs to none. */
  mayAct: (within: Within) => boolean;
  nodes: readonly NodeRecord[];
  tasks: readonly TaskRecord[];
  revisions: readonly RevisionRecord[];
  frameworks: readonly FrameworkRecord[];
  offers: readonly OfferRecord[];
  services: readonly ServiceRecord[];
  roles: readonly RoleRecord[];
  configs: readonly ConfigRecord[];
  secrets: readonly SecretRecord[];
  volumes: readonly VolumeRecord[];
  /** What a deployment runs, by the hash of its template: its images. */
  imagesOf: (templateHash: string) => readonly string[];
}
