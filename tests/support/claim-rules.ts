import { join } from "node:path";
import { readShippedClaimRules } from "../../src/app/evaluate-flags.ts";
import { root } from "./mini.ts";

export const claimRules = await readShippedClaimRules(join(root, "prompts"));
