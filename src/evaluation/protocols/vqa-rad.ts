import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { isMissing } from "../../core/errors.ts";
import { ProtocolDataDamagedError, ProtocolDataMissingError } from "./errors.ts";
import type { Protocol } from "./protocol.ts";

const listName = "VQA_RAD Dataset Public.json";
const imagesName = "VQA_RAD Image Folder";

const Question = z.object({
  image_name: z.string().min(1),
  question: z.string().trim().min(1),
  answer: z.union([z.string(), z.number()]).transform(String),
  answer_type: z.string().transform((type) => type.trim().toUpperCase()),
  phrase_type: z.string(),
});

/**
 * The test questions of VQA-RAD as published, with their images, as a folder of ours.
 * Source: Lau et al. 2018 (doi:10.1038/sdata.2018.251); the test set is `phrase_type` test_freeform and test_para, as MEVF takes it.
 * @param to an empty folder
 */
export async function unpackVqaRad(folder: string, { data }: Protocol, to: string): Promise<void> {
  const text = await readFile(join(folder, listName), "utf8").catch((cause: unknown) => {
    throw new ProtocolDataMissingError(`“${listName}”`, data.from, { cause });
  });
  const questions = z.array(Question).safeParse(parse(text));
  if (!questions.success) throw new ProtocolDataDamagedError("are not the questions of VQA-RAD", data.from);
  const asked = questions.data.filter(({ phrase_type: phrase }) => phrase.startsWith("test"));
  if (asked.length === 0) throw new ProtocolDataDamagedError("have no test question", data.from);
  await mkdir(join(to, "images"));
  const names = [...new Set(asked.map(({ image_name: image }) => basename(image)))];
  for (const name of names)
    await copyFile(join(folder, imagesName, name), join(to, "images", name)).catch((cause: unknown) => {
      throw isMissing(cause)
        ? new ProtocolDataMissingError(`every image of the test questions in “${imagesName}”`, data.from, { cause })
        : cause;
    });
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
  await writeFile(join(to, "manifest.jsonl"), lines(names.map((name) => ({ file: `images/${name}`, patient: name }))));
  await writeFile(
    join(to, "vqa.jsonl"),
    lines(
      asked.map(({ image_name: image, question, answer, answer_type }) => ({
        file: `images/${basename(image)}`,
        question,
        answer,
        answer_type,
      })),
    ),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
