import type { DualEncoder } from "../../encoders/contract.ts";
import type { PromptSet } from "../contract.ts";
import { promptsSha256 } from "../prompts-sha256.ts";
import { embedPromptSet } from "../prototypes.ts";
import type { AdapterMethod } from "./contract.ts";
import type { AdapterRequest } from "./fit-adapter.ts";

/** A method with what it needs beside the examples: a Tip-Adapter the names as text vectors. @throws the encoder's errors, of one without a text tower too */
export async function prepareMethod(
  method: AdapterMethod,
  set: PromptSet,
  { text, logitScale }: Pick<DualEncoder, "text" | "logitScale">,
): Promise<AdapterRequest["method"]> {
  if (method !== "tip") return method;
  const { classes: prototypes } = await embedPromptSet(set, text);
  return { tip: { prototypes, logitScale }, promptsSha256: promptsSha256(set) };
}
