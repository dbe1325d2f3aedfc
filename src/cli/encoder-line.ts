import type { App } from "../app/contract.ts";

/** "Encoder: plip@01234567", where it is another than the embedded one. */
export async function encoderLine(app: Pick<App, "encoder">): Promise<readonly string[]> {
  const { id, embedded } = await app.encoder();
  return embedded ? [] : [`Encoder: ${id}`];
}
