import { changeHeatMap, heatMapView, mappedClassOf } from "../heat-map/heat-map-state.ts";
import { Icon } from "../shell/Icon.tsx";
import { usePlace } from "../shell/place.ts";
import { useStore } from "../shell/store.ts";

interface WhereButtonProps {
  readonly name: string;
  /** The class with the greatest share, whose map is shown until another is chosen. */
  readonly first: boolean;
}

/** Shows on the picture where a class is, or takes that away. */
export function WhereButton({ name, first }: WhereButtonProps) {
  const scan = usePlace().scan ?? "";
  const { shown } = useStore(heatMapView);
  const chosen = useStore(mappedClassOf(scan));
  const pressed = shown && (chosen === null ? first : chosen === name);
  return (
    <button
      type="button"
      class="where"
      aria-pressed={pressed}
      aria-label={`Where on the image: ${name}`}
      title={`Where on the image: ${name}`}
      onClick={() => {
        mappedClassOf(scan).set(name);
        changeHeatMap({ shown: !pressed });
      }}
    >
      <Icon name="heat" />
    </button>
  );
}
