/** A role's name as people read it: the one whose name is a star is everybody's. */
export const roleName = (role: string): string => (role === '*' ? '* (everybody)' : role);
