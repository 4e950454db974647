export { createMesosDoor, type MesosDoor, type MesosDoorOptions } from './door.ts';
export { createMarathonDoor, type MarathonDoor } from './marathon/door.ts';
export { readMarathonApps } from './marathon/read-apps.ts';
export { leaderLocation } from './wire/redirect.ts';
