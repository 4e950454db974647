/** Inks that tell replicas apart, whatever colours one sees; the tag itself says which it is. */
const inks = [
  'text-(--tag-1)',
  'text-(--tag-2)',
  'text-(--tag-3)',
  'text-(--tag-4)',
  'text-(--tag-5)',
  'text-(--tag-6)',
];

/** The inks of one view, in turn as replicas come: as many as there are inks have one each, and keep it. */
export class ReplicaInks {
  #places = new Map<string, number>();

  of(taskId: string): string {
    const place = this.#places.get(taskId) ?? this.#places.size;
    this.#places.set(taskId, place);
    return inks[place % inks.length]!;
  }
}
