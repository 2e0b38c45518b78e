import { asFields, asText } from "../../slack/json.ts";
import { TextObject } from "../text/mrkdwn-text.tsx";
import type { FieldProps } from "./field.ts";
import { useGesture } from "./use-gesture.tsx";

/** A second click is sent too, as in Slack: that it does no harm is the app's business. */
export function ButtonElement({ element, blockId }: FieldProps) {
  const { click, isBusy, dialog } = useGesture(element, blockId);
  const style = asText(element["style"]);
  const url = asText(element["url"]);
  const look = {
    class: ["button", style === "primary" && "primary", style === "danger" && "danger-line"]
      .filter(Boolean)
      .join(" "),
    "aria-label": asText(element["accessibility_label"]),
    "aria-busy": isBusy,
    onClick: () => click(),
  };
  const text = <TextObject text={asFields(element["text"])} />;
  return (
    <>
      {url !== undefined && /^https?:\/\//i.test(url) ? (
        <a {...look} href={url} target="_blank" rel="noopener noreferrer nofollow">
          {text}
        </a>
      ) : (
        <button type="button" {...look}>
          {isBusy && <span class="spinner" aria-hidden="true" />}
          {text}
        </button>
      )}
      {dialog}
    </>
  );
}
