/** Runs at most `atATime` works at once; the others wait, first come first served. */
export function createTurns(atATime: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atATime) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift(); // the place is handed on, so nobody slips in between
      if (next) next();
      else running--;
    }
  };
}
