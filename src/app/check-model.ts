import { AppError } from "../core/errors.ts";
import { type FileState, fileState } from "../core/sha256.ts";
import { dot } from "../core/vector.ts";
import type { DualEncoder, EncoderId } from "../encoders/contract.ts";
import type { RgbImage } from "../imaging/contract.ts";

export interface CheckedModelFile {
  readonly name: string;
  readonly state: FileState;
}

/** Whether a model that is here is what it was, and runs. */
export interface CheckModelResult {
  readonly id: string;
  readonly encoder: EncoderId;
  readonly level: number;
  readonly seen: string;
  readonly files: readonly CheckedModelFile[];
  /** Each tower on one input: `ok`, an error's code, or null where there is no such tower. */
  readonly runs: Readonly<Record<"image" | "text", string | null>>;
  readonly ok: boolean;
}

/** @param files with the checksums that they must have */
export async function checkModel(
  about: Pick<CheckModelResult, "id" | "encoder" | "level" | "seen">,
  files: readonly { readonly name: string; readonly path: string; readonly sha256: string }[],
  encoder: DualEncoder,
  signal?: AbortSignal,
): Promise<CheckModelResult> {
  const checked: CheckedModelFile[] = [];
  for (const { name, path, sha256 } of files) checked.push({ name, state: await fileState(path, sha256, { signal }) });
  signal?.throwIfAborted();
  const runs = {
    image: await run(async () => (await encoder.image.encode([ramp()]))[0].embedding.values),
    text: encoder.hasText ? await run(async () => (await encoder.text.encode(["a scan"]))[0].embedding.values) : null,
  };
  const ok = checked.every(({ state }) => state === "ok") && runs.image === "ok" && (runs.text ?? "ok") === "ok";
  return { ...about, files: checked, runs, ok };
}

/** A picture from black to white. */
function ramp(): RgbImage {
  const sidePx = 64;
  const data = Uint8Array.from({ length: sidePx ** 2 * 3 }, (_, i) => Math.floor(i / 3) % 256);
  return { widthPx: sidePx, heightPx: sidePx, data };
}

async function run(encode: () => Promise<Float32Array>): Promise<string> {
  try {
    const vector = await encode();
    return Math.abs(dot(vector, vector) - 1) < 1e-3 ? "ok" : "NO_UNIT_VECTOR";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
