import { readFile, writeFile } from "node:fs/promises";
import { safetensorsBytes } from "./checkpoint-file.ts";

/** A tensor as a safetensors file holds it. */
export interface FileTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Source: huggingface/safetensors, "Format". */
export async function writeSafetensors(path: string, tensors: ReadonlyMap<string, FileTensor>): Promise<void> {
  let at = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const from = at;
    at += bytes.length;
    return [name, { dtype, shape, data_offsets: [from, at] }] as const;
  });
  const data = Buffer.concat([...tensors.values()].map(({ bytes }) => bytes));
  await writeFile(path, safetensorsBytes(Object.fromEntries(entries), data));
}

/** The tensors of a well-formed file, for changing one of them. */
export async function readSafetensors(path: string): Promise<Map<string, FileTensor>> {
  const file = await readFile(path);
  const start = 8 + Number(file.readBigUInt64LE());
  const header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> = JSON.parse(
    file.subarray(8, start).toString(),
  );
  return new Map(
    Object.entries(header)
      .filter(([name]) => name !== "__metadata__")
      .map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [from, to],
          },
        ]) => [name, { dtype, shape, bytes: file.subarray(start + from, start + to) }],
      ),
  );
}
