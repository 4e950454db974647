export { allFaults, type Faults, noFaults } from './faults.ts';
export { type SimulationOptions, type SimulationResult, simulate } from './simulation.ts';
