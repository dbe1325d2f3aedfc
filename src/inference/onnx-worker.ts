/** Worker thread that owns every ONNX session: `run()` of onnxruntime-node blocks the thread that calls it. */
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import { fileFault } from "../core/file-fault.ts";
import { fileState, sha256Hex } from "../core/sha256.ts";
import type { CheckedFile, Tensors } from "./contract.ts";
import type { ModelFileFault } from "./errors.ts";
import { externalFiles } from "./external-files.ts";
import type { OnnxClose, OnnxReply, OnnxRequest, OnnxWorkerOptions, OpenRequest } from "./worker-messages.ts";

env.logLevel = "fatal"; // what fails is told by the errors below, not on stderr

const options: OnnxWorkerOptions = workerData;
const { device = "cpu" } = options;
const sessions: InferenceSession[] = [];

/** How onnxruntime says that a provider, or a library of it, is not there. */
function isProviderMissing(error: unknown): boolean {
  return error instanceof Error && /backend not found|shared library|ExecutionProvider/i.test(error.message);
}

type Fault = { readonly cause: ModelFileFault; readonly file: string };

async function faultOf({ path: file, sha256 }: CheckedFile): Promise<Fault | null> {
  const found = await fileState(file, sha256);
  return found === "ok" ? null : { cause: found === "missing" ? "missing" : "checksum", file };
}

/**
 * Opens a graph from the bytes that were checked; one whose weights stand beside it only from its path, by which onnxruntime finds them.
 * A graph never brings in a file that was not given: from bytes, onnxruntime would look for it in the current directory.
 */
async function open({ id, file, sha256, weights, moreWeights = [] }: OpenRequest): Promise<OnnxReply> {
  const failed = (fault: Fault): OnnxReply => ({ id, kind: "failed", ...fault });
  if ((await fileFault(file)) !== null) return failed({ cause: "missing", file });
  const bytes = await readFile(file);
  if (sha256Hex(bytes) !== sha256) return failed({ cause: "checksum", file });
  const given = [...(weights ? [weights] : []), ...moreWeights];
  for (const each of given) {
    const fault = await faultOf(each);
    if (fault) return failed(fault);
  }
  const places = externalFiles(bytes).map((name) => join(dirname(file), name));
  if (places.some((place) => given.every(({ path }) => resolve(path) !== resolve(place))))
    return failed({ cause: "unlisted", file });
  const sessionOptions: InferenceSession.SessionOptions = {
    ...(options.intraOpThreads !== undefined && { intraOpNumThreads: options.intraOpThreads }),
    executionProviders: [device],
    logSeverityLevel: 3,
  };
  let session: InferenceSession;
  try {
    session = await (given.length > 0
      ? InferenceSession.create(file, sessionOptions)
      : InferenceSession.create(bytes, sessionOptions));
  } catch (error) {
    if (device !== "cpu" && isProviderMissing(error))
      return { id, kind: "failed", cause: "device", message: "provider missing" };
    throw error;
  }
  const { inputNames, outputNames } = session;
  return { id, kind: "opened", session: sessions.push(session) - 1, inputNames, outputNames };
}

async function run(id: number, session: number, feeds: Tensors): Promise<OnnxReply> {
  const tensors = Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]);
  const results = await sessions[session].run(Object.fromEntries(tensors));
  const outputs: Record<string, Tensors[string]> = {};
  for (const [name, { data, dims }] of Object.entries(results)) {
    if (!(data instanceof Float32Array)) throw new TypeError(`Output ${name} is not float32.`);
    outputs[name] = { type: "float32", data: data.slice(), dims }; // a copy that can be moved: onnxruntime keeps its own
  }
  return { id, kind: "ran", outputs };
}

async function answer(request: OnnxRequest): Promise<OnnxReply> {
  try {
    return request.kind === "open" ? await open(request) : await run(request.id, request.session, request.feeds);
  } catch (error) {
    return {
      id: request.id,
      kind: "failed",
      cause: "runtime",
      message: error instanceof Error ? error.message : "unknown",
    };
  }
}

// One request at a time, in order of arrival.
let last: Promise<void> = Promise.resolve();
let closing = false;
parentPort?.on("message", (request: OnnxRequest | OnnxClose) => {
  if (request.kind === "close") {
    closing = true;
    last = last.then(() => parentPort?.close()); // then nothing keeps this thread alive
    return;
  }
  last = last.then(async () => {
    if (closing) return; // nobody waits for it any more
    const reply = await answer(request);
    const moved = reply.kind === "ran" ? Object.values(reply.outputs).map(({ data }) => data.buffer) : [];
    parentPort?.postMessage(
      reply,
      moved.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  });
});
