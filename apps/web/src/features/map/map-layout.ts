/** Where everything of a large map is, in CSS pixels. Pure, so that hit testing is the same arithmetic backwards. */
export interface GroupBox {
  name: string;
  /** Index of its first node in the map's order. */
  first: number;
  count: number;
  x: number;
  y: number;
  width: number;
  height: number;
  columns: number;
}

export interface MapLayout {
  tile: number;
  gap: number;
  labelHeight: number;
  groups: GroupBox[];
  width: number;
  height: number;
}

const labelHeight = 16;
const groupGap = 12;
const smallestTile = 3;
const largestTile = 72;

/**
 * The largest tile with which all groups fit the room, which is so many times larger with a zoom; at the smallest one the
 * map grows downwards. All in CSS pixels.
 */
export function layoutMap(options: {
  groups: readonly { name: string; count: number }[];
  width: number;
  height: number;
  zoom?: number;
}): MapLayout {
  const { groups, zoom = 1 } = options;
  const [width, height] = [Math.floor(options.width * zoom), options.height * zoom];
  for (let tile = Math.round(largestTile * zoom); tile > smallestTile; tile -= 1) {
    const layout = layoutWith(groups, width, tile);
    if (layout.height <= height) return layout;
  }
  return layoutWith(groups, width, smallestTile);
}

function layoutWith(
  groups: readonly { name: string; count: number }[],
  width: number,
  tile: number,
): MapLayout {
  const gap = tile > 9 ? 2 : 1;
  const step = tile + gap;
  const widest = Math.max(1, ...groups.map((group) => group.count));
  // Blocks about 3:4, as racks are; never wider than the map.
  const wished = groups.length === 1 ? Math.floor(width / step) : Math.ceil(Math.sqrt(widest * 0.75));
  const columns = Math.max(1, Math.min(wished, Math.floor(width / step)));
  const boxWidth = columns * step - gap;
  const perRow = Math.max(1, Math.floor((width + groupGap) / (boxWidth + groupGap)));
  const boxes: GroupBox[] = [];
  let first = 0;
  let y = 0;
  for (let row = 0; row < groups.length; row += perRow) {
    const inRow = groups.slice(row, row + perRow);
    const rows = Math.max(...inRow.map((group) => Math.ceil(group.count / columns)));
    const height = labelHeight + rows * step - gap;
    for (const [index, { name, count }] of inRow.entries()) {
      boxes.push({
        name,
        first,
        count,
        x: index * (boxWidth + groupGap),
        y,
        width: boxWidth,
        height,
        columns,
      });
      first += count;
    }
    y += height + groupGap;
  }
  return { tile, gap, labelHeight, groups: boxes, width, height: Math.max(0, y - groupGap) };
}

export interface TileBox {
  x: number;
  y: number;
  size: number;
}

export function tileBox(layout: MapLayout, group: GroupBox, offset: number): TileBox {
  const step = layout.tile + layout.gap;
  return {
    x: group.x + (offset % group.columns) * step,
    y: group.y + layout.labelHeight + Math.floor(offset / group.columns) * step,
    size: layout.tile,
  };
}

/** Where the node at an index is. null: there is none. */
export function boxOf(layout: MapLayout, index: number): TileBox | null {
  const group = layout.groups.find((box) => index >= box.first && index < box.first + box.count);
  return group === undefined ? null : tileBox(layout, group, index - group.first);
}

/** Index of the node under a point, or null between them. */
export function nodeAt(layout: MapLayout, x: number, y: number): number | null {
  const step = layout.tile + layout.gap;
  const group = layout.groups.find(
    (box) => x >= box.x && x < box.x + box.width && y >= box.y + layout.labelHeight && y < box.y + box.height,
  );
  if (group === undefined) return null;
  const column = Math.floor((x - group.x) / step);
  const row = Math.floor((y - group.y - layout.labelHeight) / step);
  const offset = row * group.columns + column;
  return offset < group.count ? group.first + offset : null;
}
