import type { EncoderId } from "../encoders/contract.ts";
import type { Libraries } from "../retrieval/library.ts";
import { demoLibrary } from "./library-choice.ts";

export interface EncoderChoiceParts {
  /** What `--encoder`, the environment or the configuration says; null: nothing. */
  readonly asked: string | null;
  /** What `--library`, the environment or the configuration says; null: nothing. */
  readonly library: string | null;
  readonly libraries: Pick<Libraries, "exists" | "manifest">;
  /** Name of the encoder that comes with the program. */
  readonly embedded: string;
  /** True for an encoder that was imported. */
  readonly isImported: (encoder: EncoderId) => Promise<boolean>;
  /** Told when the library decides. */
  readonly notice: (line: string) => void;
}

/** The encoder that is asked for; else the one of the library that is named, where it is here; else the embedded one. */
export async function chooseEncoder(parts: EncoderChoiceParts): Promise<string> {
  const { asked, library, libraries, embedded, isImported, notice } = parts;
  if (asked !== null) return asked;
  if (library === null || library === demoLibrary || !(await libraries.exists(library))) return embedded;
  const { encoder } = await libraries.manifest(library);
  if (!(await isImported(encoder))) return embedded;
  notice(`Library ${library} holds vectors of ${encoder}: that encoder is used.`);
  return encoder;
}
