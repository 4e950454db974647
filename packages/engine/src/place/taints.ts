import type { NodeRecord, Template } from '@gantry/model';

type Taint = NodeRecord['taints'][number];
type Toleration = Template['tolerations'][number];

/** Kubernetes's matching: an empty key with `Exists` tolerates all, an empty effect every effect. */
function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== '' && toleration.effect !== taint.effect) return false;
  if (toleration.key === '') return toleration.operator === 'Exists';
  if (toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || toleration.value === taint.value;
}

const untolerated = (node: NodeRecord, template: Template) =>
  node.taints.filter((taint) => !template.tolerations.some((toleration) => tolerates(toleration, taint)));

/** The first taint that keeps tasks of the template off the node; null: none does. */
export function blockingTaint(node: NodeRecord, template: Template): Taint | null {
  if (node.taints.length === 0) return null;
  return untolerated(node, template).find(({ effect }) => effect !== 'PreferNoSchedule') ?? null;
}

/** How many taints would rather have the tasks elsewhere. */
export function unwelcome(node: NodeRecord, template: Template): number {
  return node.taints.length === 0 ? 0 : untolerated(node, template).length;
}
