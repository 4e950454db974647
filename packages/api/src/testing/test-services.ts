import type { AuditEntry } from '../audit/audit-trail.ts';
import type { Services } from '../context.ts';
import { DayRibbons } from '../day-ribbons.ts';
import { Past } from '../past/past.ts';
import { People } from '../people.ts';
import { Ribbons } from '../ribbons.ts';
import { Tally } from '../tally.ts';
import { UsageTrails } from '../usage-trails.ts';
import type { TablePlane } from './table-plane.ts';

/** The services around a plane of tables. `audited` fills as mutations come in. */
export function testServices(plane: TablePlane): Services & { audited: AuditEntry[] } {
  const audited: AuditEntry[] = [];
  const tally = Tally.of(plane);
  return {
    plane,
    tally,
    clusterId: 'cafe',
    version: '0.1.0',
    ribbons: new Ribbons(plane, plane.log, tally),
    days: new DayRibbons(plane, tally),
    trails: new UsageTrails(plane, tally),
    past: new Past(plane, plane.log),
    people: new People([{ name: 'ana', level: 'admin', namespaces: null, createdAtMs: 0, tokenHash: '' }]),
    audit: {
      record: (entry) => void audited.push({ id: String(audited.length).padStart(6, '0'), ...entry }),
      entries: () => audited.toReversed(),
    },
    examples: [],
    gallery: [],
    importers: [],
    jobExamples: [],
    ingressPort: 4580,
    ingressTlsPort: 4581,
    kubeconfig: () => '{}',
    join: () => ({ serverUrls: [], joinToken: 'join', ca: '' }),
    audited,
  };
}
