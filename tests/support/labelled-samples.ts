import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { root } from "./mini.ts";

export const sampleFile = (name: string) => join(root, "samples", "images", name);

// biome-ignore format: a table
const rows = [
  { file: "BrainT1Slice.png", label: "MR slice", patient: "p1", partition: "train" },
  { file: "BrainProtonDensitySlice256x256.png", label: "MR slice", patient: "p2", partition: "train" },
  { file: "FatMRISlice.png", label: "MR slice", patient: "p3", partition: "train" },
  { file: "retina.jpg", label: "eye", patient: "p4", partition: "train" },
  { file: "smaller.png", label: "eye", patient: "p5", partition: "train" },
  { file: "BrainMidSagittalSlice.png", label: "MR slice", patient: "p1", partition: "test" },
  { file: "microaneurysms.png", label: "eye", patient: "p6", partition: "test" },
  { file: "again.jpg", label: "eye", patient: "p9", partition: "test" },
  { file: "none.png", label: "eye", patient: "p7", partition: "train" },
  { file: "cell.png", label: null, patient: "p8", partition: "train" },
];

/** Copies samples into a folder with labels. Of the retina there is a smaller picture of another case, and the same file of a third. */
export async function labelledSamples(folder: string): Promise<string> {
  const sources: Readonly<Record<string, string>> = { "again.jpg": "retina.jpg" };
  for (const { file } of rows)
    if (file !== "none.png" && file !== "smaller.png") await cp(sampleFile(sources[file] ?? file), join(folder, file));
  await sharp(sampleFile("retina.jpg")).resize(400).png().toFile(join(folder, "smaller.png"));
  await writeFile(join(folder, "manifest.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  return folder;
}
