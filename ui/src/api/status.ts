import type { z } from "zod";
import type { Status } from "../../../src/server/schemas/installation-replies.ts";
import { json } from "./request.ts";

export type ServerStatus = z.output<typeof Status>;

export function getStatus(): Promise<ServerStatus> {
  return json("/v1/status");
}
