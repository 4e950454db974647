import type { EventRecord } from '@gantry/model';

/** Of one moment there are often several: their ids, which count up in parts to the base of 36, say which came later. */
const laterFirst = (a: EventRecord, b: EventRecord): number => b.lastAtMs - a.lastAtMs || idOrder(b.id, a.id);

/** `e1z-2` comes before `e1z-10`, and both before `e20-1`: of two numbers without zeros in front, the longer is larger. */
function idOrder(a: string, b: string): number {
  const [revisionA, revisionB] = [revisionOf(a), revisionOf(b)];
  return (
    revisionA.length - revisionB.length ||
    textOrder(revisionA, revisionB) ||
    a.length - b.length ||
    textOrder(a, b)
  );
}

function revisionOf(id: string): string {
  const end = id.indexOf('-');
  return end < 0 ? id : id.slice(0, end);
}

const textOrder = (a: string, b: string): number => Number(a > b) - Number(a < b);

/**
 * The newest `count` of them, newest first. As many as a deployment has containers come anew with each change, and few of
 * them are shown: each is looked at, and only those that are shown are put in order.
 */
export function newestEvents(events: readonly EventRecord[], count: number): EventRecord[] {
  const newest: EventRecord[] = [];
  // From the end, where those that came last mostly stand: the others are then older than all that were taken.
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]!;
    const oldest = newest.length < count ? undefined : newest.at(-1);
    if (newest.length >= count && (oldest === undefined || laterFirst(event, oldest) >= 0)) continue;
    if (oldest !== undefined) newest.pop();
    let place = newest.length;
    while (place > 0 && laterFirst(event, newest[place - 1]!) < 0) place -= 1;
    newest.splice(place, 0, event);
  }
  return newest;
}
