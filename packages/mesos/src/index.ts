export { createMarathonDoor, type MarathonDoor } from './marathon/door.ts';
