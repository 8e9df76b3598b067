/** A line of the Docker engine's answer to a pull (Docker Engine API, `POST /images/create`). */
export interface PullEvent {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
}

const STEP_BYTES = 50_000_000;

/** Adds up the layers of a pull: `add` gives a text like `100 of 350 MB` at every 50 MB, and nothing in between. */
export function pullProgress(): { add(event: PullEvent): string | undefined; megabytes(): number } {
  const layers = new Map<string, { current: number; total: number }>();
  let reported = 0;
  const sum = (field: 'current' | 'total') => [...layers.values()].reduce((all, layer) => all + layer[field], 0);
  return {
    add(event) {
      if (event.id === undefined) return undefined;
      const layer = layers.get(event.id);
      if (event.status === 'Downloading' && event.progressDetail?.total !== undefined) {
        layers.set(event.id, { current: event.progressDetail.current ?? 0, total: event.progressDetail.total });
      } else if (event.status === 'Download complete' && layer !== undefined) {
        layer.current = layer.total;
      } else {
        return undefined;
      }
      const step = Math.floor(sum('current') / STEP_BYTES);
      if (step <= reported) return undefined;
      reported = step;
      return `${toMegabytes(sum('current'))} of ${toMegabytes(sum('total'))} MB`;
    },
    megabytes: () => toMegabytes(sum('total')),
  };
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
