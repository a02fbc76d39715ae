/** Rules of the templates that new groups are made from. */

/** Stands for the group that the rule will belong to. */
export const PARENT = 'PARENT'
