import type { Place } from "../../control/sections.ts";
import { Avatar } from "../avatar.tsx";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";

export function Sidebar({ places, shown }: { places: readonly Place[]; shown: string }) {
  const { workspace, strings } = usePage();
  const channels = places.filter(({ kind }) => kind !== "app");
  const apps = places.filter(({ kind }) => kind === "app");
  return (
    <nav class="sidebar" aria-label={strings.places}>
      <p class="team">{workspace.team}</p>
      <PlaceList title={strings.channels} places={channels} shown={shown} />
      <PlaceList title={strings.apps} places={apps} shown={shown} />
    </nav>
  );
}

function PlaceList({
  title,
  places,
  shown,
}: {
  title: string;
  places: readonly Place[];
  shown: string;
}) {
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {places.map((place) => (
          <li key={place.id}>
            <PlaceButton place={place} isShown={place.id === shown} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PlaceButton({ place, isShown }: { place: Place; isShown: boolean }) {
  const { strings, open, workspace } = usePage();
  const { id, name, kind, unread, mentions } = place;
  return (
    <button
      type="button"
      class={unread > 0 ? "place unread" : "place"}
      aria-current={isShown ? "page" : undefined}
      onClick={() => open(id)}
    >
      {kind === "app" ? (
        <Avatar id={workspace.app.userId} name={name} small />
      ) : (
        <Icon name={kind === "private" ? "lock" : "hash"} />
      )}
      <span class="place-name">{name}</span>
      {kind === "private" && <span class="visually-hidden"> {strings.privateChannel}</span>}
      {unread > 0 && <span class="visually-hidden"> {strings.unread(unread)}</span>}
      {mentions > 0 && (
        <span class="badge" aria-hidden="true">
          {mentions}
        </span>
      )}
    </button>
  );
}
