/** How bad the world of a simulation is. Ratios are per occasion, times in milliseconds of virtual time. */
export interface Faults {
  /** A frame takes this long at the most. */
  delayMostMs: number;
  /** A frame is lost, and with it the connection. */
  cutRatio: number;
  /** A frame arrives twice. */
  duplicateRatio: number;
  /** Between two disasters (a crash, a partition, a full disk): on average. 0: none. */
  disasterEveryMs: number;
  /** A new version starts slowly, crashes, or never becomes ready. */
  badVersionRatio: number;
}

export const allFaults: Faults = {
  delayMostMs: 400,
  cutRatio: 0.002,
  duplicateRatio: 0.02,
  disasterEveryMs: 25_000,
  badVersionRatio: 0.35,
};

export const noFaults: Faults = {
  delayMostMs: 5,
  cutRatio: 0,
  duplicateRatio: 0,
  disasterEveryMs: 0,
  badVersionRatio: 0,
};
