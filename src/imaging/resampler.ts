import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Resampler, ResizeOptions, RgbImage, SizePx } from "./contract.ts";
import { ResamplerStoppedError } from "./errors.ts";
import type { ResampleReply, ResampleRequest } from "./resample-messages.ts";
import { checkImage, checkSize } from "./rgb-image.ts";

/** `.ts` under tsx, `.js` when compiled: the worker stands beside this file. */
const workerUrl = new URL(`./resample-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

interface Pending {
  resolve(image: RgbImage): void;
  reject(reason: unknown): void;
}

/**
 * A resampler in one thread, started at the first picture and again after a crash. It keeps the process alive only while
 * a picture is on its way. Pictures are resampled one after the other; the event loop pays one copy of the input.
 */
export function createResampler(): Resampler {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let disposed = false;
  let nextId = 0;

  function start(): Worker {
    const started = new Worker(workerUrl);
    started.on("message", ({ id, image }: ResampleReply) => settle(id)?.resolve(image));
    started.on("error", (cause) => stop(started, new ResamplerStoppedError("crashed", { cause })));
    started.on("exit", () => stop(started, new ResamplerStoppedError("crashed")));
    return started;
  }

  function settle(id: number): Pending | undefined {
    const job = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) worker?.unref();
    return job;
  }

  function stop(stopped: Worker, reason: ResamplerStoppedError): void {
    if (worker !== stopped) return;
    worker = undefined;
    for (const job of pending.values()) job.reject(reason);
    pending.clear();
  }

  async function resize(image: RgbImage, size: SizePx, options: ResizeOptions = {}): Promise<RgbImage> {
    const { filter = "bicubic", signal } = options;
    checkImage(image);
    checkSize(size);
    signal?.throwIfAborted();
    if (disposed) throw new ResamplerStoppedError("disposed");
    const id = nextId++;
    const data = new Uint8Array(image.data); // a copy of these bytes only: `data` may be a view of a larger buffer
    const request: ResampleRequest = {
      id,
      image: { widthPx: image.widthPx, heightPx: image.heightPx, data },
      size,
      filter,
    };
    worker ??= start();
    worker.ref();
    worker.postMessage(request, [data.buffer]);
    const abort = () => settle(id)?.reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await new Promise<RgbImage>((resolve, reject) => pending.set(id, { resolve, reject }));
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  return {
    resize,
    async [Symbol.asyncDispose]() {
      disposed = true;
      const stopped = worker;
      if (stopped === undefined) return;
      stop(stopped, new ResamplerStoppedError("disposed"));
      await stopped.terminate();
    },
  };
}
