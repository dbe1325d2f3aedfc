import { basename, dirname } from "node:path";
import type { SourceRow } from "../contract.ts";
import { readJsonLines } from "./json-lines.ts";
import { bad, openFolder, toSourceRow } from "./source-row.ts";

/** Field of a manifest that holds the image's path: ours, and that of a Hugging Face image folder. */
export type FileField = "file" | "file_name";

/** Rows of a JSON Lines manifest; image paths start from its folder. */
export async function* readManifestSource(
  path: string,
  fileField: FileField,
  partition: string | null,
): AsyncGenerator<SourceRow> {
  const folder = await openFolder(dirname(path));
  for await (const each of readJsonLines(path)) {
    const named = `${folder.name}/${basename(path)}:${each.line}`;
    if (each.kind === "bad") {
      yield bad(named, "LINE_INVALID", each.reason);
      continue;
    }
    const { value } = each;
    const file = value[fileField];
    if (typeof file !== "string" || file.trim() === "") {
      yield bad(named, "IMAGE_MISSING", `The row names no image file (field "${fileField}").`);
      continue;
    }
    yield await toSourceRow({ file, facts: factsOf(value, partition) }, folder);
  }
}

/** A case is the patient, else the group, else the source tile. */
function factsOf(value: Readonly<Record<string, unknown>>, partition: string | null) {
  const { caption, text, label, modality, anatomy, source, licence, license, patient, patient_id, group, source_tile } =
    value;
  return {
    caption: caption ?? text ?? null,
    label: label ?? null,
    modality: modality ?? null,
    anatomy: anatomy ?? null,
    source: source ?? null,
    licence: licence ?? license ?? null,
    case: value.case ?? patient ?? patient_id ?? group ?? source_tile ?? null,
    partition: value.partition ?? partition,
  };
}
