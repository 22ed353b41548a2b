// Whoever starts a thing returns how to stop it.

/** Ends what was started and resolves when it has ended. Calling it twice is harmless. */
export type Stop = () => Promise<void>;
