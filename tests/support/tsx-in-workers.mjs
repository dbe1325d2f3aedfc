// Lets worker threads start from .ts files. On Node 20 `--import tsx` registers its hooks in the main thread only
// (privatenumber/tsx#354); where Node has `registerHooks`, tsx does it in workers by itself.
import module from "node:module";
import { isMainThread } from "node:worker_threads";

if (!isMainThread && module.registerHooks === undefined) module.register("tsx/esm", import.meta.url, { data: true });
