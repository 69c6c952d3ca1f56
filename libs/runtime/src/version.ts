/** The product's version, one for all of its parts; it stands in the log with every service that acts. */
export const VERSION = '0.1.0';
