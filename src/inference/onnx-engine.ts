import { once } from "node:events";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { InferenceEngine, InferenceSession, Tensors } from "./contract.ts";
import { DeviceUnavailableError, InferenceError, ModelFileError } from "./errors.ts";
import type { OnnxClose, OnnxReply, OnnxRequest, OnnxWorkerOptions } from "./worker-messages.ts";

type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;
interface Waiting {
  readonly resolve: (reply: OnnxReply) => void;
  readonly reject: (error: Error) => void;
}

/** The worker's file stands beside this one: .ts under a TypeScript loader, .js once built. */
const workerFile = new URL(`./onnx-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/**
 * An engine on onnxruntime-node in one worker thread, started on first use. The worker does not keep the process
 * alive while nothing is being computed.
 */
export function createOnnxEngine(options: OnnxWorkerOptions = {}): InferenceEngine {
  const { device = "cpu" } = options;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let nextId = 0;
  let stopped: InferenceError | undefined;
  let ended = false;

  function stop(error: InferenceError): void {
    stopped = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(workerFile, { workerData: options });
    started.on("message", (reply: OnnxReply) => {
      waiting.get(reply.id)?.resolve(reply);
      waiting.delete(reply.id);
      if (waiting.size === 0 && !stopped) started.unref();
    });
    started.on("error", (cause) => stop(new InferenceError("The inference worker ended with an error.", { cause })));
    started.on("exit", () => {
      ended = true;
      stop(stopped ?? new InferenceError("The inference worker ended."));
    });
    return started;
  }

  function ask(request: Unnumbered<OnnxRequest>, moved: readonly ArrayBuffer[] = []): Promise<OnnxReply> {
    if (stopped) return Promise.reject(stopped);
    worker ??= start();
    const running = worker;
    running.ref();
    return new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      running.postMessage({ ...request, id }, moved);
    });
  }

  async function run(session: number, feeds: Tensors): Promise<Tensors> {
    const buffers = Object.values(feeds).map(({ data }) => data.buffer);
    const reply = await ask(
      { kind: "run", session, feeds },
      buffers.filter((buffer) => buffer instanceof ArrayBuffer),
    );
    if (reply.kind === "ran") return reply.outputs;
    throw new InferenceError("The model could not be run on this input.", { cause: reply });
  }

  return {
    async open(file, options): Promise<InferenceSession> {
      const reply = await ask({ kind: "open", file, ...options });
      if (reply.kind === "opened") {
        const { session, inputNames, outputNames } = reply;
        return { inputNames, outputNames, run: (feeds) => run(session, feeds) };
      }
      if (reply.kind === "failed" && reply.cause === "device")
        throw new DeviceUnavailableError(device, { cause: reply });
      if (reply.kind === "failed" && "file" in reply) throw new ModelFileError(basename(reply.file), reply.cause);
      throw new InferenceError(`The model file ${basename(file)} could not be loaded.`, { cause: reply });
    },
    async [Symbol.asyncDispose]() {
      stop(new InferenceError("The inference engine was closed."));
      if (!worker || ended) return;
      const close: OnnxClose = { kind: "close" };
      worker.ref();
      worker.postMessage(close);
      await once(worker, "exit");
    },
  };
}
