import type { Home } from "../../control/sections.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { SurfaceContext } from "../surface-context.ts";

export function HomeTab({ home: { view, trouble } }: { home: Home }) {
  const { strings } = usePage();
  return (
    <div class="home" role="tabpanel" aria-label={strings.home} tabIndex={0}>
      {view ? (
        <SurfaceContext.Provider
          value={{ spot: { in: "home" }, values: view.state.values, errors: {}, id: view.id }}
        >
          <Blocks blocks={view.blocks} />
        </SurfaceContext.Provider>
      ) : (
        <div class="empty">
          <Icon name="servers" />
          <p>{strings.homeEmpty}</p>
          <p>{strings.homeEmptyMore}</p>
        </div>
      )}
      {trouble !== undefined && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
