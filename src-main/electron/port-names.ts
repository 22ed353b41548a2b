// What main process, preload and page call the hand-over of the message port.

/** The preload asks the main process for a port. */
export const connectChannel = 'lanspread-connect';

/** The main process answers with it, and the preload passes it on to the page under the same name. */
export const portChannel = 'lanspread-port';
