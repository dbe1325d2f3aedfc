import { useEffect, useLayoutEffect } from "preact/hooks";
import { LibrarySelect } from "../libraries/LibrarySelect.tsx";
import { ModelSelect } from "../models/ModelSelect.tsx";
import { Rail } from "../rail/Rail.tsx";
import { Viewer } from "../viewer/Viewer.tsx";
import { drawer } from "./drawer.ts";
import { hovering, listenToFiles } from "./file-drop.ts";
import { useFirstSample } from "./first-minute.ts";
import { Header } from "./Header.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { listenToKeys } from "./keys.ts";
import { Later } from "./Later.tsx";
import { LiveRegion } from "./LiveRegion.tsx";
import { useNarrow } from "./narrow.ts";
import { Pane } from "./Pane.tsx";
import { usePlace } from "./place.ts";
import { StatusLine } from "./StatusLine.tsx";
import { useStore } from "./store.ts";
import { Toasts } from "./Toasts.tsx";
import { TokenDialog } from "./TokenDialog.tsx";

const tryNames = async () => (await import("../workbench/TryNamesDialog.tsx")).TryNamesDialog;
const libraries = async () => (await import("../libraries/LibrariesDialog.tsx")).LibrariesDialog;

/** The workspace: scans, the image, and what can be known about it. */
export function Page() {
  const { dialog } = usePlace();
  const open = useStore(drawer);
  const over = useStore(hovering);
  const narrow = useNarrow();
  useFirstSample();
  useLayoutEffect(listenToKeys, []);
  useEffect(listenToFiles, []);
  return (
    <div class={over ? "page hovered" : "page"}>
      <Header />
      <nav id="rail" class={open ? "rail open" : "rail"} aria-label="Scans" inert={narrow && !open}>
        {narrow && (
          <div class="rail-choices">
            <LibrarySelect />
            <ModelSelect />
          </div>
        )}
        <Rail />
      </nav>
      {narrow && open && (
        <button type="button" class="drawer-shade" aria-label="Close" onClick={() => drawer.set(false)} />
      )}
      <main class="work">
        <Viewer />
        <Pane />
      </main>
      <footer class="page-footer">
        <StatusLine place="page" />
      </footer>
      <LiveRegion />
      <Toasts />
      <TokenDialog />
      {dialog === "libraries" && <Later load={libraries} />}
      {dialog === "names" && <Later load={tryNames} />}
      {dialog === "help" && <HelpDialog />}
    </div>
  );
}
