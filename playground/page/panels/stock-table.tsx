import type { CloudNow } from "../../control/sections.ts";
import { usePage } from "../page-context.ts";

const RESTOCKED = 10;

export function StockTable({ stock }: Pick<CloudNow, "stock">) {
  const { strings, change } = usePage();
  return (
    <table class="stock">
      <thead>
        <tr>
          <th scope="col">{strings.region}</th>
          <th scope="col">{strings.deviceType}</th>
          <th scope="col" class="number">
            {strings.available}
          </th>
          <th>
            <span class="visually-hidden">{strings.moreActions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {stock.map(({ region, deviceType, name, available }) => {
          const set = (next: number): void =>
            void change({ act: "stock", region, deviceType, available: next });
          const what = `${deviceType}, ${region}`;
          return (
            <tr key={what}>
              <td lang="zh-CN">{name}</td>
              <td>
                <code>{deviceType}</code>
              </td>
              <td class={available === 0 ? "number bad" : "number"}>{available}</td>
              <td class="number">
                {available === 0 ? (
                  <button
                    type="button"
                    class="button small"
                    aria-label={strings.restock(what)}
                    onClick={() => set(RESTOCKED)}
                  >
                    {strings.restockShort}
                  </button>
                ) : (
                  <button
                    type="button"
                    class="button small"
                    aria-label={strings.sellOut(what)}
                    onClick={() => set(0)}
                  >
                    {strings.sellOutShort}
                  </button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
