import { basename, dirname } from "node:path";
import type { SourceRow } from "../contract.ts";
import { firstText } from "./first-text.ts";
import { readJsonLines } from "./json-lines.ts";
import { openFolder, type SourcePart } from "./source-folder.ts";
import { bad, toSourceRow } from "./source-row.ts";

/** Field of a manifest that holds the image's path: ours, and that of a Hugging Face image folder. */
export type FileField = "file" | "file_name";

/** Rows of a JSON Lines manifest; image paths start from its folder. */
export async function* readManifestSource(part: SourcePart, fileField: FileField): AsyncGenerator<SourceRow> {
  const { path, base, partition } = part;
  const folder = await openFolder(dirname(path), base);
  for await (const each of readJsonLines(path)) {
    const named = `${folder.prefix}/${basename(path)}:${each.line}`;
    if (each.kind === "bad") {
      yield bad(named, "LINE_INVALID", each.reason);
      continue;
    }
    const file = each.value[fileField];
    if (typeof file !== "string" || file.trim() === "") {
      yield bad(named, "IMAGE_MISSING", `The row names no image file (field "${fileField}").`);
      continue;
    }
    yield await toSourceRow({ file, facts: factsOf(each.value, partition), fields: each.value }, folder);
  }
}

/** A case is the patient, else the group, else the source tile; a blank one counts as absent, so that cases stay together. */
function factsOf(row: Readonly<Record<string, unknown>>, partition: string | null) {
  return {
    caption: firstText(row.caption, row.text),
    label: row.label,
    modality: row.modality,
    anatomy: row.anatomy,
    source: row.source,
    licence: firstText(row.licence, row.license),
    case: firstText(row.case, row.patient, row.patient_id, row.group, row.source_tile),
    partition: firstText(row.partition, partition),
  };
}
