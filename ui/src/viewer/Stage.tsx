import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { RegionPx, SizePx } from "../../../src/imaging/contract.ts";
import { useFileUrl } from "../api/file-url.ts";
import { useStore } from "../shell/store.ts";
import { type Placement, placePicture } from "./geometry.ts";
import { listenToGestures } from "./gestures.ts";
import { tone, tool, viewport } from "./viewer-state.ts";

interface StageProps {
  readonly url: string;
  readonly alt: string;
  readonly label: string;
  /** The picture's own size, where it is known before it came. */
  readonly size: SizePx | null;
  readonly onRegion?: (region: RegionPx | null, state: "drawing" | "done") => void;
  /** What lies on the picture. */
  readonly overlay?: (placement: Placement) => ComponentChildren;
  /** What lies on the stage, whatever is seen of the picture. */
  readonly children?: ComponentChildren;
}

const unit: SizePx = { widthPx: 1, heightPx: 1 };

/** One picture with pan and zoom; all stages share the viewport and the tone. */
export function Stage({ url, alt, label, size, onRegion, overlay, children }: StageProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<SizePx>(unit);
  const [came, setCame] = useState<{ readonly url: string; readonly size: SizePx | null } | null>(null);
  const src = useFileUrl(url);
  const seen = useStore(viewport);
  const { brightness, contrast } = useStore(tone);
  const currentTool = useStore(tool);
  const known = (came?.url === url ? came.size : null) ?? size;
  const picture = useRef<SizePx>(unit);
  picture.current = known ?? unit;
  const regionHandler = useRef(onRegion);
  regionHandler.current = onRegion;

  useEffect(() => {
    if (!ref.current) return;
    const element = ref.current;
    const observer = new ResizeObserver(() =>
      setStage({ widthPx: element.clientWidth, heightPx: element.clientHeight }),
    );
    observer.observe(element);
    const stop = listenToGestures(element, {
      picture: () => picture.current,
      onRegion: onRegion ? (region, state) => regionHandler.current?.(region, state) : null,
    });
    return () => {
      observer.disconnect();
      stop();
    };
  }, [onRegion !== undefined]);

  const missing = came?.url === url && came.size === null;
  const placement = placePicture(seen, stage, picture.current);
  const { scale, left, top } = placement;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive: the arrows move the picture
    <div ref={ref} class={`stage tool-${currentTool}`} role="application" aria-label={label} tabIndex={0}>
      <img
        class="picture"
        {...(src && { src })}
        alt={alt}
        draggable={false}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setCame({ url, size: { widthPx: naturalWidth, heightPx: naturalHeight } })
        }
        onError={() => setCame({ url, size: null })}
        style={{
          width: `${picture.current.widthPx}px`,
          height: `${picture.current.heightPx}px`,
          transform: `translate(${left}px, ${top}px) scale(${scale})`,
          filter: brightness === 1 && contrast === 1 ? "none" : `brightness(${brightness}) contrast(${contrast})`,
          visibility: known && !missing && stage !== unit ? "visible" : "hidden",
        }}
      />
      {missing && <p class="stage-note">This picture cannot be shown: the server no longer has it.</p>}
      {stage !== unit && known && overlay?.(placement)}
      {children}
    </div>
  );
}
