import { Icon } from "../shell/Icon.tsx";
import { percent } from "../shell/numbers.ts";
import { dropUpload, type Upload } from "./uploads.ts";

const around = 2 * Math.PI * 15;

/** A thumbnail with a ring that closes as the file is sent. */
export function UploadItem({ upload }: { readonly upload: Upload }) {
  const { id, name, preview, sent, error } = upload;
  return (
    <li class="rail-item uploading">
      <div class="rail-button">
        <span class="rail-thumb">
          <img src={preview} alt="" onError={({ currentTarget }) => currentTarget.remove()} />
          {!error && (
            <svg class="ring" viewBox="0 0 40 40" role="img" aria-label={`${percent(sent)} sent`}>
              <circle cx="20" cy="20" r="15" class="ring-all" />
              <circle cx="20" cy="20" r="15" class="ring-sent" stroke-dasharray={`${around * sent} ${around}`} />
            </svg>
          )}
        </span>
        <span class="rail-words removable">
          <span class="rail-name" title={name}>
            {name}
          </span>
          <span class="small quiet">{error ? "not taken" : sent < 1 ? percent(sent) : "being read"}</span>
        </span>
      </div>
      <button
        type="button"
        class="rail-remove shown"
        aria-label={error ? `Dismiss ${name}` : `Cancel ${name}`}
        onClick={() => dropUpload(id)}
      >
        <Icon name="close" />
      </button>
      {error && (
        <div class="rail-error small" role="alert">
          <p>{error.message}</p>
          <p>{error.remedy}</p>
        </div>
      )}
    </li>
  );
}
