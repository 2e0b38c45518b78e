/** Shows a popup in the browser's top layer, where nothing clips it, and keeps it at its control. Returns what ends that. */
export function placeUnder(popup: HTMLElement, control: HTMLElement): () => void {
  const GAP = 4;
  popup.showPopover();
  const place = (): void => {
    const { left, top, bottom, width } = control.getBoundingClientRect();
    const below = innerHeight - bottom - GAP * 2;
    const above = top - GAP * 2;
    const isBelow = below >= Math.min(popup.scrollHeight, 240) || below >= above;
    const height = Math.min(popup.scrollHeight + 2, 320, isBelow ? below : above);
    popup.style.maxHeight = `${height}px`;
    popup.style.minWidth = `${Math.min(width, innerWidth - GAP * 2)}px`;
    popup.style.top = `${isBelow ? bottom + GAP : top - GAP - height}px`;
    popup.style.left = `${Math.max(GAP, Math.min(left, innerWidth - popup.offsetWidth - GAP))}px`;
  };
  place();
  const watch = new ResizeObserver(place);
  watch.observe(control);
  for (const child of popup.children) watch.observe(child);
  addEventListener("scroll", place, true);
  addEventListener("resize", place);
  return () => {
    watch.disconnect();
    removeEventListener("scroll", place, true);
    removeEventListener("resize", place);
  };
}
