import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { shared } from "../../support/shared.ts";

const Header = z.record(
  z.string(),
  z.looseObject({
    dtype: z.enum(["F32", "I32", "U8"]),
    data_offsets: z.tuple([z.int(), z.int()]),
  }),
);

/** The tensors of one pipeline's safetensors file, flat. */
export function expectedTensors(pipeline: string): ReadonlyMap<string, Float32Array | Int32Array | Uint8Array> {
  const file = readFileSync(join(shared, "goldens/preprocess/expected", `${pipeline}.safetensors`));
  const start = 8 + Number(file.readBigUInt64LE(0));
  const { __metadata__, ...header } = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(file.toString("utf8", 8, start)));
  return new Map(
    Object.entries(Header.parse(header)).map(
      ([
        name,
        {
          dtype,
          data_offsets: [from, to],
        },
      ]) => {
        const { buffer } = Uint8Array.from(file.subarray(start + from, start + to));
        const arrays = { F32: Float32Array, I32: Int32Array, U8: Uint8Array };
        return [name, new arrays[dtype](buffer)];
      },
    ),
  );
}
