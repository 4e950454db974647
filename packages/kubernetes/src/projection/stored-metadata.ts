import { isJsonObject, type JsonObject, type ObjectMeta } from '../wire/object.ts';

/** Where server-side apply's ownership is kept; shown as `metadata.managedFields`. */
export const managedFieldsAnnotation = 'gantry.local/managed-fields';

/** What `kubectl apply` wrote last, as it keeps it for its next time. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotation that holds, as JSON, the fields of a spec that a person wrote and that Gantry keeps but does not act on. */
export const unhonouredAnnotation = 'gantry.local/kubernetes-fields';

/** Annotation of a service that holds, as JSON, what is of the Ingresses that name it. Not shown: they show it. */
export const ingressesAnnotation = 'gantry.local/ingresses';

type Pairs = Record<string, string>;

/**
 * Labels and annotations as a record keeps them: what else has to come back as it was written is among the annotations.
 * An object that brings one of these annotations along is taken as if it did not: they are never shown.
 */
export function storedMetadata(
  object: JsonObject,
  kept: JsonObject = {},
): { labels: Pairs; annotations: Pairs } {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  return {
    labels: (metadata.labels ?? {}) as Pairs,
    annotations: {
      ...withoutKept((metadata.annotations ?? {}) as Pairs),
      ...(Array.isArray(metadata.managedFields) && metadata.managedFields.length > 0
        ? { [managedFieldsAnnotation]: JSON.stringify(metadata.managedFields) }
        : {}),
      ...(Object.keys(kept).length > 0 ? { [unhonouredAnnotation]: JSON.stringify(kept) } : {}),
    },
  };
}

/** Labels, annotations and ownership as the API shows them; what is empty is left out. */
export function shownMetadata(record: {
  labels: Pairs;
  annotations: Pairs;
}): Pick<ObjectMeta, 'labels' | 'annotations' | 'managedFields'> {
  const annotations = withoutKept(record.annotations);
  const managedFields = managedFieldsOf(record.annotations);
  return {
    ...(Object.keys(record.labels).length > 0 ? { labels: record.labels } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(managedFields === null ? {} : { managedFields }),
  };
}

function withoutKept(annotations: Pairs): Pairs {
  const {
    [managedFieldsAnnotation]: _managedFields,
    [unhonouredAnnotation]: _kept,
    [ingressesAnnotation]: _ingresses,
    ...others
  } = annotations;
  return others;
}

/** Who set which field, or null. */
export function managedFieldsOf(annotations: Pairs): unknown[] | null {
  const entries = readAnnotation(annotations[managedFieldsAnnotation]);
  return Array.isArray(entries) ? entries : null;
}

/** Other doors let anybody write annotations: what is no JSON is as if it was not there. */
export function readAnnotation(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What `storedMetadata` was given as kept. */
export function keptFields({ annotations }: { annotations: Pairs }): JsonObject {
  const kept = readAnnotation(annotations[unhonouredAnnotation]);
  return isJsonObject(kept) ? kept : {};
}
