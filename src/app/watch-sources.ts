/** Quiet time after the last change before it is taken in: a copy of a thousand files is one pass. */
const settleMs = 1_000;

/** Calls `pass` after every burst of changes below the sources, one call at a time, until the signal is aborted. */
export async function watchSources(
  sources: readonly string[],
  pass: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const { watch } = await import("chokidar"); // here: hardly any ingest watches
  const watcher = watch([...sources], { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: settleMs } });
  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve, reject) => {
    const run = () => {
      running = running.then(pass).catch(reject);
    };
    watcher.on("all", () => {
      clearTimeout(timer);
      timer = setTimeout(run, settleMs);
    });
    watcher.on("error", reject);
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  try {
    await stopped;
  } finally {
    clearTimeout(timer);
    await watcher.close();
    await running;
  }
}
