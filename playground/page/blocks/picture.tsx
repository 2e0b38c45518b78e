import { asText, type Fields } from "../../slack/json.ts";
import { Icon } from "../icon.tsx";
import { TextObject } from "../text/mrkdwn-text.tsx";

export function PictureBlock({ block }: { block: Fields }) {
  return (
    <figure class="block-picture">
      {block["title"] !== undefined && (
        <figcaption>
          <TextObject text={block["title"]} />
        </figcaption>
      )}
      <Picture image={block} size="large" />
    </figure>
  );
}

/** Only pictures of this server are fetched: the page asks no other host. Elsewhere the alternative text stands for it. */
export function Picture({ image, size }: { image: Fields; size: "tiny" | "small" | "large" }) {
  const alt = asText(image["alt_text"]) ?? "";
  const url = asText(image["image_url"]);
  if (url !== undefined && isOurs(url))
    return <img class={`picture picture-${size}`} src={url} alt={alt} />;
  return (
    <span class={`picture picture-away picture-${size}`} role="img" aria-label={alt} title={url}>
      <Icon name="image" />
      {size !== "tiny" && <span>{alt}</span>}
    </span>
  );
}

function isOurs(url: string): boolean {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}
