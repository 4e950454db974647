/** A part of a picture that is larger than its frame, all in CSS pixels of the picture. */
export interface Sight {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The size of the minimap: the whole picture within these bounds, in its own proportions. */
export function minimapSize(
  picture: { width: number; height: number },
  most: { width: number; height: number },
): { width: number; height: number; ratio: number } {
  const ratio = Math.min(most.width / picture.width, most.height / picture.height);
  return { width: Math.round(picture.width * ratio), height: Math.round(picture.height * ratio), ratio };
}

/** What the frame shows when a point of the minimap is in its middle; never beyond the picture's edges. */
export function sightAbout(
  point: { x: number; y: number },
  {
    ratio,
    picture,
    frame,
  }: {
    ratio: number;
    picture: { width: number; height: number };
    frame: { width: number; height: number };
  },
): { left: number; top: number } {
  const within = (at: number, all: number, shown: number) =>
    Math.min(Math.max(0, all - shown), Math.max(0, at / ratio - shown / 2));
  return {
    left: within(point.x, picture.width, frame.width),
    top: within(point.y, picture.height, frame.height),
  };
}
