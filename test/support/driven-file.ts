/** The environment variable that names the file to which the tests of a run append. */
export const DRIVEN_FILE = 'STACKLING_DRIVEN_FILE'
