import { constants } from "node:fs";
import { access, mkdir, statfs } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { Config } from "../config/config.ts";
import { AppError } from "../core/errors.ts";
import { fileState } from "../core/sha256.ts";
import { cardFile } from "../encoders/card.ts";
import { loadDecisionRules } from "../encoders/decision-rules.ts";
import type { InstalledModel } from "../encoders/installed-models.ts";
import { type ImportedModel, importedFile } from "../encoders/published/imported-model.ts";
import { readQuestionAnswers, spokenKinds } from "../encoders/question-answers.ts";
import type { Libraries } from "../retrieval/library.ts";

import { listLibraries } from "./libraries.ts";
import type { ModelsInUse } from "./models.ts";

export interface DoctorCheck {
  readonly name: string;
  /** `off`: works as meant, but is not used, and `found` says why. */
  readonly state: "ok" | "off" | "problem";
  readonly found: string;
  readonly remedy?: string;
}

export interface DoctorReport {
  readonly ok: boolean;
  readonly checks: readonly DoctorCheck[];
}

export interface DoctorParts {
  readonly config: Config;
  readonly inUse: () => Promise<ModelsInUse>;
  /** The encoders that are here. */
  readonly encoders: () => Promise<readonly string[]>;
  readonly libraries: Libraries;
  readonly languageModels: readonly LanguageModelPlace[];
  readonly signal?: AbortSignal | undefined;
}

/** Where a language model is. */
interface LanguageModelPlace {
  readonly name: string;
  readonly host: string | null;
  readonly remote: boolean;
}

/** Free bytes under which a library cannot be relied upon to grow. */
const lowDiskBytes = 1e9;

/** Looks at everything the program stands on. It never throws for what it finds. */
export async function runDoctor(parts: DoctorParts): Promise<DoctorReport> {
  const models = await parts.inUse().catch((error: unknown) => error);
  const checks = [
    checkNode(),
    checkNetwork(parts.languageModels),
    await checkHome(parts.config.home),
    ...(areModels(models) ? await checkModels(models, parts) : [problem("encoder", models)]),
    ...(await checkLibraries(parts, areModels(models) ? (models.chosen ?? models.embedded) : null)),
  ];
  return { ok: checks.every(({ state }) => state !== "problem"), checks };
}

/** Names every computer that the configuration lets a scan or a question go to. */
function checkNetwork(languageModels: readonly LanguageModelPlace[]): DoctorCheck {
  const remote = languageModels.filter((each) => each.remote).map(({ name, host }) => `${name} at ${host}`);
  const found =
    remote.length === 0
      ? "nothing is configured that would send a scan, a question or an answer to another computer"
      : `questions and evidence may go to ${remote.join(", ")}, after a confirmation for each scan`;
  return { name: "network", state: "ok", found };
}

function checkNode(): DoctorCheck {
  return { name: "node", state: "ok", found: `${process.version} on ${process.platform} ${process.arch}` };
}

async function checkHome(home: string): Promise<DoctorCheck> {
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.W_OK);
    const { bavail, bsize } = await statfs(home);
    const freeBytes = bavail * bsize;
    const found = `${home}, ${(freeBytes / 1e9).toFixed(1)} GB free`;
    if (freeBytes > lowDiskBytes) return { name: "home", state: "ok", found };
    return { name: "home", state: "problem", found, remedy: "Free some space, or choose another home with --home." };
  } catch {
    return {
      name: "home",
      state: "problem",
      found: `${home} cannot be written`,
      remedy: "Choose another home with --home or CASELENS_HOME.",
    };
  }
}

async function checkModels(
  { embedded, chosen }: ModelsInUse,
  parts: Pick<DoctorParts, "config" | "signal">,
): Promise<readonly DoctorCheck[]> {
  const own = await checkEmbedded(embedded, chosen ? "embedded encoder" : "encoder", parts);
  return [...(chosen ? [await checkImported(chosen, parts.signal)] : []), ...own];
}

async function checkImported(
  { encoderId, ...imported }: ImportedModel,
  signal: AbortSignal | undefined,
): Promise<DoctorCheck> {
  const names = Object.keys(imported.model.files);
  const files = names.map((name) => ({ name, ...importedFile(imported, name) }));
  const wrong = await wrongFiles(files, signal);
  if (wrong.length === 0)
    return { name: "encoder", state: "ok", found: `${encoderId}, ${names.length} files as they were imported` };
  const remedy = "Import it again: `caselens models import SRC --card ID`.";
  return { name: "encoder", state: "problem", found: `${wrong.join(", ")} missing or changed`, remedy };
}

/** Names of those that are missing or have another checksum. */
async function wrongFiles(
  files: readonly { readonly name: string; readonly path: string; readonly sha256: string }[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { name, path, sha256 } of files)
    if ((await fileState(path, sha256, { signal })) !== "ok") wrong.push(name);
  return wrong;
}

async function checkEmbedded(
  model: InstalledModel,
  name: string,
  { config: { threads, device: deviceInUse }, signal }: Pick<DoctorParts, "config" | "signal">,
): Promise<readonly DoctorCheck[]> {
  const { card, folder, encoderId } = model;
  const listed = Object.keys(card.files).map((name) => ({ name, ...cardFile(model, name) }));
  const wrong = await wrongFiles(listed, signal);
  const files: DoctorCheck =
    wrong.length === 0
      ? { name, state: "ok", found: `${encoderId}, ${Object.keys(card.files).length} files as its card says` }
      : {
          name,
          state: "problem",
          found: `${wrong.join(", ")} missing or changed`,
          remedy: "Restore the model folder from the release.",
        };
  const rules = await loadDecisionRules(folder, encoderId, card.dimensions).then(
    (): DoctorCheck => ({ name: "decision rules", state: "ok", found: `thresholds fitted for ${encoderId}` }),
    (error: unknown) => problem("decision rules", error),
  );
  const device: DoctorCheck = {
    name: "device",
    state: "ok",
    found: `${deviceInUse}, ${threads ?? `${availableParallelism()} (all)`} threads`,
  };
  return [files, rules, device, await checkQuestionHead(model)];
}

/** The question head speaks only of kinds of question at which it beat its twin, which sees the question alone, on calibration. */
async function checkQuestionHead(model: InstalledModel): Promise<DoctorCheck> {
  const name = "question head";
  const { questions } = model.card;
  if (!questions)
    return { name, state: "off", found: "the model has none: questions are answered from scores and cases" };
  try {
    const spoken = spokenKinds(await readQuestionAnswers(model, questions.answers));
    return spoken.length > 0
      ? { name, state: "ok", found: `answers yes-or-no questions of ${spoken.join(", ")}` }
      : { name, state: "off", found: "for no kind of question did it beat its twin that sees the question alone" };
  } catch (error) {
    return problem(name, error);
  }
}

async function checkLibraries(
  { libraries, encoders }: DoctorParts,
  model: Pick<InstalledModel, "encoderId"> | null,
): Promise<readonly DoctorCheck[]> {
  const found = await listLibraries(libraries);
  // A model folder that cannot be read is a check of its own.
  const here: readonly string[] = await encoders().catch((error: unknown) => {
    if (error instanceof AppError) return [];
    throw error;
  });
  if (found.length === 0)
    return [{ name: "libraries", state: "ok", found: "none yet; the demo library is made on first use" }];
  return found.map(({ name, pairs, encoder, problem: code }): DoctorCheck => {
    const check = `library ${name}`;
    if (code)
      return {
        name: check,
        state: "problem",
        found: code,
        remedy: "Restore it from a backup, or delete it and ingest its sources again.",
      };
    if (model && encoder !== null && encoder !== model.encoderId) {
      const found = `holds vectors of ${encoder}`;
      if (here.includes(encoder))
        return { name: check, state: "off", found: `${found}: use it with --encoder ${encoder}` };
      return {
        name: check,
        state: "problem",
        found,
        remedy: `Give it vectors of ${model.encoderId}: \`caselens library reembed ${name}\`; or use --encoder with its own.`,
      };
    }
    return { name: check, state: "ok", found: `${pairs} pairs` };
  });
}

function areModels(value: unknown): value is ModelsInUse {
  return typeof value === "object" && value !== null && "embedded" in value;
}

function problem(name: string, error: unknown): DoctorCheck {
  if (error instanceof AppError) return { name, state: "problem", found: error.message, remedy: error.remedy };
  throw error;
}
