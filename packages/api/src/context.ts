import type { ControlPlane } from '@gantry/controlplane';
import type { Actor, JobKind, Rights, RuntimeName } from '@gantry/model';
import type { AuditTrail } from './audit/audit-trail.ts';
import type { DayRibbons } from './day-ribbons.ts';
import type { Importer } from './import.ts';
import type { LookBack } from './past/past.ts';
import type { People } from './people.ts';
import type { Ribbons } from './ribbons.ts';
import type { Tally } from './tally.ts';
import type { UsageTrails } from './usage-trails.ts';

/** A deployment that a newcomer can start as it is. */
export interface Example {
  /** The deployment's name. */
  id: string;
  title: string;
  description: string;
  runtime: RuntimeName;
  /** What the machine must have: images that are built on it, or a registry that can be reached. */
  needs: { images: string[]; registry: boolean };
  /** The manifest, as a person would write it. */
  yaml: string;
}

/** An example that is deployed whole, with a page that says what it shows. */
export interface GalleryEntry {
  id: string;
  title: string;
  description: string;
  runtime: RuntimeName;
  /** What it shows, a paragraph each. */
  shows: readonly string[];
  /** What to try with it, one act each. */
  tries: readonly string[];
  /** Images that the nodes must have, and the command that makes them without a registry. */
  needs: { images: readonly string[]; command: string | null };
  /** Values of secrets that whoever deploys it chooses. */
  asks: readonly { secret: string; key: string; label: string; help: string }[];
  /** In the order in which they are made, each as its `save` takes it. */
  objects: readonly { kind: GalleryObjectKind; name: string; yaml: string }[];
}

export type GalleryObjectKind = 'config' | 'volume' | 'service' | 'deployment' | 'job';

/** A job that a newcomer can start as it is. */
export interface JobExample extends Pick<Example, 'id' | 'title' | 'description' | 'yaml'> {
  kind: JobKind;
}

/** What another machine needs to become a node. */
export interface JoinInstructions {
  /** Where its agent connects to. Empty while the control plane listens on this machine alone (see GANTRY_HOST). */
  serverUrls: string[];
  /** Secret: lets a new node join. */
  joinToken: string;
  /** PEM of the certificate authority that the agent should trust, and no other. */
  ca: string;
}

/** What the routers need of the process that they run in. One for the life of the process. */
export interface Services {
  plane: ControlPlane;
  tally: Tally;
  /** Kept in the data folder. Two clusters never share it, so a client cannot resume on the wrong one. */
  clusterId: string;
  version: string;
  ribbons: Ribbons;
  days: DayRibbons;
  trails: UsageTrails;
  past: LookBack;
  audit: AuditTrail;
  people: People;
  examples: readonly Example[];
  gallery: readonly GalleryEntry[];
  /** The first that knows a text reads it. */
  importers: readonly Importer[];
  jobExamples: readonly JobExample[];
  /** On every node, where services of kind `ingress` are reached by host and path. */
  ingressPort: number;
  /** And over TLS. */
  ingressTlsPort: number;
  join(): JoinInstructions;
  /** Secret: a kubeconfig with the administrator's token. */
  kubeconfig(): string;
}

/** What one request, or one WebSocket, adds. */
export interface Context extends Services {
  actor: Actor;
  /** What the actor may do. Commands are held to it where they are taken in; what is no command, where it is answered. */
  rights: Rights;
  /** Bytes written to the other side that it has not taken yet. 0 where nothing streams. */
  backlogBytes(): number;
  /** When the credentials that opened this request stop being good; streams end then. null: never. */
  expiresAtMs: number | null;
}
