import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProtocolDataMissingError } from "./errors.ts";
import { unpackMedMnist } from "./medmnist.ts";
import type { Protocol } from "./protocol.ts";
import { unpackVqaRad } from "./vqa-rad.ts";

/** Data of a protocol as an evaluation reads them; what was unpacked is taken away with it. */
export interface ProtocolData extends AsyncDisposable {
  readonly folder: string;
}

/** @throws {ProtocolDataMissingError | ProtocolDataDamagedError} */
export async function openProtocolData(protocol: Protocol, folder: string): Promise<ProtocolData> {
  const { layout, data } = protocol;
  if (!(await isFolder(folder))) throw new ProtocolDataMissingError(data.name, data.from);
  if (layout === "class-folders")
    return { folder: await classFolders(protocol, folder), async [Symbol.asyncDispose]() {} };
  const unpacked = await mkdtemp(join(tmpdir(), "caselens-protocol-"));
  const clear = () => rm(unpacked, { recursive: true, force: true });
  try {
    await (layout === "vqa-rad" ? unpackVqaRad : unpackMedMnist)(folder, protocol, unpacked);
  } catch (error) {
    await clear();
    throw error;
  }
  return { folder: unpacked, [Symbol.asyncDispose]: clear };
}

/** The folder itself, or the published one in it. @throws {ProtocolDataMissingError} where it lacks one of the classes */
async function classFolders({ data }: Protocol, folder: string): Promise<string> {
  const inside = data.folder === undefined ? folder : join(folder, data.folder);
  const found = (await isFolder(inside)) ? inside : folder;
  for (const name of data.classFolders ?? [])
    if (!(await isFolder(join(found, name)))) throw new ProtocolDataMissingError(`the folder “${name}”`, data.from);
  return found;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
