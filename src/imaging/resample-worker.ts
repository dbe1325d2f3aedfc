import { parentPort } from "node:worker_threads";
import { resample } from "./resample.ts";
import type { ResampleReply, ResampleRequest } from "./resample-messages.ts";

// Entry of the thread that `createResampler` starts. It answers in the order of asking; an exception ends the thread,
// which the other side reports.
parentPort?.on("message", ({ id, image, size, filter }: ResampleRequest) => {
  const resized = resample(image, size, filter);
  parentPort?.postMessage({ id, image: resized } satisfies ResampleReply, [resized.data.buffer]);
});
