import { expect, test } from 'vitest';
import { pullProgress } from '../../../src/engine/docker-image.ts';

const MB = 1_000_000;
const downloading = (id: string, current: number, total: number) => ({
  id,
  status: 'Downloading',
  progressDetail: { current: current * MB, total: total * MB },
});

test('layers are added up, and told at every 50 MB', () => {
  const progress = pullProgress();
  const texts = [
    { status: 'Pulling from timescale/timescaledb', id: '2.14.2-pg14' },
    { status: 'Pulling fs layer', progressDetail: {}, id: 'a' },
    downloading('a', 10, 80),
    downloading('b', 39, 120),
    downloading('b', 40, 120),
    downloading('a', 70, 80),
    { status: 'Download complete', progressDetail: {}, id: 'a' },
    { status: 'Download complete', progressDetail: {}, id: 'b' },
    { status: 'Extracting', progressDetail: { current: 1, total: 500 * MB }, id: 'a' },
    { status: 'Digest: sha256:1' },
  ].map((event) => progress.add(event));
  expect(texts.filter((text) => text !== undefined)).toEqual(['50 of 200 MB', '110 of 200 MB', '200 of 200 MB']);
  expect(progress.megabytes()).toBe(200);
});

test('layers that are there already count for nothing', () => {
  const progress = pullProgress();
  expect(progress.add({ id: 'a', status: 'Already exists', progressDetail: {} })).toBeUndefined();
  expect(progress.add({ id: 'a', status: 'Download complete', progressDetail: {} })).toBeUndefined();
  expect(progress.megabytes()).toBe(0);
});
