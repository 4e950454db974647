import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { type HonouredFields, honouredFields, is } from './honoured-fields.ts';

/** What of each source of a volume is acted on. Sources that are not here are the model's to refuse. */
const sources: Record<string, HonouredFields> = {
  configMap: { honoured: ['name', 'items'], harmless: { defaultMode: is(420), optional: is(false) } },
  secret: { honoured: ['secretName', 'items'], harmless: { defaultMode: is(420), optional: is(false) } },
  emptyDir: { honoured: [] },
  hostPath: { honoured: ['path'], harmless: { type: is('') } },
  persistentVolumeClaim: { honoured: ['claimName'], harmless: { readOnly: is(false) } },
};

/** Parts the volumes of a pod spec into what is honoured and, by volume and source, what is only kept. */
export function partVolumes(
  context: { warn(text: string): void },
  volumes: unknown,
): { honoured: unknown; kept: Record<string, JsonObject> } {
  if (!Array.isArray(volumes)) return { honoured: volumes, kept: {} };
  const kept: Record<string, JsonObject> = {};
  const honoured = volumes.map((volume, index) => {
    if (!isJsonObject(volume)) return volume;
    const source = Object.keys(sources).find((one) => isJsonObject(volume[one]));
    if (source === undefined) return volume;
    const path = `spec.template.spec.volumes[${index}].${source}`;
    const parted = honouredFields(context, { object: volume[source] as JsonObject, path }, sources[source]!);
    if (Object.keys(parted.kept).length > 0) kept[String(volume.name)] = { [source]: parted.kept };
    return { ...volume, [source]: parted.honoured };
  });
  return { honoured, kept };
}
