// What is left free beyond what a download or an install takes: other programs need some too. In bytes.

export const spaceMarginBytes = 64 * 2 ** 20;
